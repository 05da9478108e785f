import { expect, it } from 'vitest';

import {
  answerFamilies,
  chainFamilies,
  draftFamilies,
} from '../packages/executor/test/hostile/hostileCorpus.ts';
import { renderHostileAnswers } from './renderHostileAnswers.ts';

it('lists every case under the title of its family, with what becomes of it', () => {
  const page = renderHostileAnswers();
  for (const { title, subject, cases } of [...answerFamilies, ...draftFamilies, ...chainFamilies]) {
    expect(page).toContain(`## ${title}\n`);
    expect(page).toContain(`${subject} that`);
    for (const { name, verdict } of cases) {
      const becomes = typeof verdict === 'string' ? verdict : `\`${verdict.code}\``;
      const line = page.split('\n').find((row) => row.startsWith(`| ${name} |`));
      expect(line, name).toContain(becomes);
    }
  }
});

it('counts the cases', () => {
  const all = [...answerFamilies, ...draftFamilies, ...chainFamilies];
  const count = all.reduce((sum, { cases }) => sum + cases.length, 0);
  expect(renderHostileAnswers()).toContain(`: ${count} cases,`);
});
