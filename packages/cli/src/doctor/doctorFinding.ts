import type { DiagnosedArea, Finding } from '@quantbot/executor';

/** One thing the doctor looked at; areas of this machine beside those of the configuration. */
export interface DoctorFinding extends Omit<Finding, 'area'> {
  readonly area: DiagnosedArea | 'disk' | 'journal' | 'rehearsal';
}

/** Something the doctor looks at. */
export interface DoctorExamination {
  /** What is looked at, for whoever waits; empty where nobody waits. */
  readonly title: string;
  readonly findings: Promise<readonly DoctorFinding[]>;
}

/** Verdicts of findings, counted. */
export interface DoctorTotals {
  readonly ok: number;
  readonly warn: number;
  readonly fail: number;
}

/** Counts verdicts. */
export function totalsOf(findings: readonly DoctorFinding[]): DoctorTotals {
  const count = (verdict: DoctorFinding['verdict']): number =>
    findings.filter((finding) => finding.verdict === verdict).length;
  return { ok: count('ok'), warn: count('warn'), fail: count('fail') };
}
