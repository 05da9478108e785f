import { readObjectFile, type ProgramObject } from './readObjectFile.ts';

interface Section {
  readonly name: string;
  readonly type: number;
  readonly flags: number;
  readonly size: number;
  /** Number of the section that this one refers to. */
  readonly link: number;
  readonly entrySize: number;
  /** Content, which may point at where the other sections came to lie. */
  readonly encode: (offsetOf: OffsetOf) => Uint8Array;
}

type OffsetOf = (sectionName: string) => number;

const ELF_HEADER_SIZE = 64;
const PROGRAM_HEADER_SIZE = 56;
const SECTION_HEADER_SIZE = 64;
const SYMBOL_SIZE = 24;
const RELOCATION_SIZE = 16;
const DYNAMIC_ENTRY_SIZE = 16;
const DYNAMIC_ENTRY_COUNT = 9;

const SEGMENT = { load: 1, dynamic: 2 } as const;
const ACCESS = { execute: 1, write: 2, read: 4 } as const;
const BPF_CALL_RELOCATION = 10;
const GLOBAL_SYMBOL = 0x10;

/**
 * Turns a compiled BPF object into the shared object that Solana's loader accepts: the part of a
 * platform linker that this program needs and no more. There is one code section, and one
 * relocation for each call of a runtime function. Virtual addresses equal file offsets, so nothing
 * has to be translated.
 *
 * @param objectFile - what `clang -target bpf -c` wrote
 * @returns the bytes of the `.so` file to deploy
 * @throws Error when the object needs more than this linker does (see {@link readObjectFile})
 */
export function linkProgram(objectFile: Uint8Array): Uint8Array {
  const object = readObjectFile(objectFile);
  const sections = describeSections(object);
  const offsets = placeSections(sections);
  const offsetOf: OffsetOf = (sectionName) => offsets.get(sectionName) ?? 0;
  const last = sections.at(-1);
  const headersOffset = alignUp(offsetOf(last?.name ?? '') + (last?.size ?? 0), 8);

  const file = new Uint8Array(headersOffset + SECTION_HEADER_SIZE * sections.length);
  file.set(
    encodeElfHeader({
      entryAddress: offsetOf('.text') + object.entryOffset,
      headersOffset,
      sectionCount: sections.length,
    }),
  );
  file.set(encodeSegments(sections, offsetOf), ELF_HEADER_SIZE);
  for (const section of sections) file.set(section.encode(offsetOf), offsetOf(section.name));
  file.set(encodeSectionHeaders(sections, offsetOf), headersOffset);
  return file;
}

function describeSections({ code, calls }: ProgramObject): Section[] {
  const functionNames = [...new Set(calls.map((call) => call.functionName))];
  const functionNameTable = packNames(functionNames);
  const sectionNameTable = packNames(SECTION_ORDER);
  return [
    section('', { type: 0 }),
    section('.text', { type: 1, flags: 6, size: code.length, encode: () => code }),
    section('.dynsym', {
      type: 11,
      flags: 2,
      size: SYMBOL_SIZE * (functionNames.length + 1),
      link: SECTION_ORDER.indexOf('.dynstr'),
      entrySize: SYMBOL_SIZE,
      encode: () => encodeSymbols(functionNames),
    }),
    section('.dynstr', {
      type: 3,
      flags: 2,
      size: functionNameTable.length,
      encode: () => functionNameTable,
    }),
    section('.rel.dyn', {
      type: 9,
      flags: 2,
      size: RELOCATION_SIZE * calls.length,
      link: SECTION_ORDER.indexOf('.dynsym'),
      entrySize: RELOCATION_SIZE,
      encode: (offsetOf) =>
        encodeRelocations({ calls, functionNames, codeOffset: offsetOf('.text') }),
    }),
    section('.dynamic', {
      type: 6,
      flags: 3,
      size: DYNAMIC_ENTRY_SIZE * DYNAMIC_ENTRY_COUNT,
      link: SECTION_ORDER.indexOf('.dynstr'),
      entrySize: DYNAMIC_ENTRY_SIZE,
      encode: (offsetOf) =>
        encodeDynamicTable(offsetOf, {
          relocations: RELOCATION_SIZE * calls.length,
          names: functionNameTable.length,
        }),
    }),
    section('.shstrtab', {
      type: 3,
      size: sectionNameTable.length,
      encode: () => sectionNameTable,
    }),
  ];
}

const SECTION_ORDER = [
  '',
  '.text',
  '.dynsym',
  '.dynstr',
  '.rel.dyn',
  '.dynamic',
  '.shstrtab',
] as const;

function section(name: string, facts: Partial<Section> & Pick<Section, 'type'>): Section {
  const absent = { flags: 0, size: 0, link: 0, entrySize: 0, encode: () => new Uint8Array() };
  return { ...absent, ...facts, name };
}

/** Keeps the first place free for the file header and the three segments. */
function placeSections(sections: readonly Section[]): Map<string, number> {
  const offsets = new Map<string, number>([['', 0]]);
  let next = alignUp(ELF_HEADER_SIZE + 3 * PROGRAM_HEADER_SIZE, 32);
  for (const { name, size } of sections.slice(1)) {
    offsets.set(name, next);
    next = alignUp(next + size, 8);
  }
  return offsets;
}

function encodeElfHeader(facts: {
  entryAddress: number;
  headersOffset: number;
  sectionCount: number;
}): Uint8Array {
  const writer = createWriter(ELF_HEADER_SIZE);
  const identification = [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1];
  identification.forEach((byte, at) => writer.u8(at, byte));
  writer.u16(16, 3); // shared object
  writer.u16(18, 247); // machine: BPF
  writer.u32(20, 1);
  writer.u64(24, facts.entryAddress);
  writer.u64(32, ELF_HEADER_SIZE);
  writer.u64(40, facts.headersOffset);
  writer.u16(52, ELF_HEADER_SIZE);
  writer.u16(54, PROGRAM_HEADER_SIZE);
  writer.u16(56, 3);
  writer.u16(58, SECTION_HEADER_SIZE);
  writer.u16(60, facts.sectionCount);
  writer.u16(62, facts.sectionCount - 1); // the section names come last
  return writer.bytes;
}

/** Code, then everything the loader reads beside it, then the dynamic table within that. */
function encodeSegments(sections: readonly Section[], offsetOf: OffsetOf): Uint8Array {
  const sizeOf = (name: string) => sections.find((section) => section.name === name)?.size ?? 0;
  const dynamicEnd = offsetOf('.dynamic') + sizeOf('.dynamic');
  const segments = [
    [SEGMENT.load, ACCESS.read | ACCESS.execute, offsetOf('.text'), sizeOf('.text')],
    [SEGMENT.load, ACCESS.read, offsetOf('.dynsym'), dynamicEnd - offsetOf('.dynsym')],
    [SEGMENT.dynamic, ACCESS.read | ACCESS.write, offsetOf('.dynamic'), sizeOf('.dynamic')],
  ] as const;
  const writer = createWriter(PROGRAM_HEADER_SIZE * segments.length);
  segments.forEach(([type, access, offset, size], index) => {
    const at = PROGRAM_HEADER_SIZE * index;
    writer.u32(at, type);
    writer.u32(at + 4, access);
    writer.u64(at + 8, offset);
    writer.u64(at + 16, offset);
    writer.u64(at + 24, offset);
    writer.u64(at + 32, size);
    writer.u64(at + 40, size);
    writer.u64(at + 48, 8);
  });
  return writer.bytes;
}

function encodeSymbols(functionNames: readonly string[]): Uint8Array {
  const writer = createWriter(SYMBOL_SIZE * (functionNames.length + 1));
  functionNames.forEach((name, index) => {
    const at = SYMBOL_SIZE * (index + 1);
    writer.u32(at, nameOffset(functionNames, name));
    writer.u8(at + 4, GLOBAL_SYMBOL);
  });
  return writer.bytes;
}

function encodeRelocations(facts: {
  calls: ProgramObject['calls'];
  functionNames: readonly string[];
  codeOffset: number;
}): Uint8Array {
  const writer = createWriter(RELOCATION_SIZE * facts.calls.length);
  facts.calls.forEach((call, index) => {
    const at = RELOCATION_SIZE * index;
    writer.u64(at, facts.codeOffset + call.offset);
    writer.u32(at + 8, BPF_CALL_RELOCATION);
    writer.u32(at + 12, facts.functionNames.indexOf(call.functionName) + 1);
  });
  return writer.bytes;
}

function encodeDynamicTable(
  offsetOf: OffsetOf,
  sizes: { relocations: number; names: number },
): Uint8Array {
  const entries = [
    { tag: 17, value: offsetOf('.rel.dyn') },
    { tag: 18, value: sizes.relocations },
    { tag: 19, value: RELOCATION_SIZE },
    { tag: 6, value: offsetOf('.dynsym') },
    { tag: 11, value: SYMBOL_SIZE },
    { tag: 5, value: offsetOf('.dynstr') },
    { tag: 10, value: sizes.names },
    { tag: 22, value: 0 }, // the code itself is relocated
    { tag: 0, value: 0 },
  ];
  const writer = createWriter(DYNAMIC_ENTRY_SIZE * entries.length);
  entries.forEach(({ tag, value }, index) => {
    writer.u64(DYNAMIC_ENTRY_SIZE * index, tag);
    writer.u64(DYNAMIC_ENTRY_SIZE * index + 8, value);
  });
  return writer.bytes;
}

function encodeSectionHeaders(sections: readonly Section[], offsetOf: OffsetOf): Uint8Array {
  const writer = createWriter(SECTION_HEADER_SIZE * sections.length);
  sections.forEach(({ name, type, flags, size, link, entrySize }, index) => {
    const at = SECTION_HEADER_SIZE * index;
    if (type === 0) return;
    const isLoaded = flags !== 0;
    writer.u32(at, nameOffset(SECTION_ORDER, name));
    writer.u32(at + 4, type);
    writer.u64(at + 8, flags);
    writer.u64(at + 16, isLoaded ? offsetOf(name) : 0);
    writer.u64(at + 24, offsetOf(name));
    writer.u64(at + 32, size);
    writer.u32(at + 40, link);
    writer.u64(at + 48, isLoaded ? 8 : 1);
    writer.u64(at + 56, entrySize);
  });
  return writer.bytes;
}

/** ELF's table of names: each ends with a zero byte, and place 0 is the empty name. */
function packNames(names: readonly string[]): Uint8Array {
  return new TextEncoder().encode(
    `\0${names
      .filter(Boolean)
      .map((name) => `${name}\0`)
      .join('')}`,
  );
}

function nameOffset(names: readonly string[], wanted: string): number {
  const before = names.slice(0, names.indexOf(wanted)).filter(Boolean);
  return before.reduce((offset, name) => offset + name.length + 1, 1);
}

function alignUp(value: number, alignment: number): number {
  return Math.ceil(value / alignment) * alignment;
}

function createWriter(size: number) {
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  return {
    bytes,
    u8: (at: number, value: number) => view.setUint8(at, value),
    u16: (at: number, value: number) => view.setUint16(at, value, true),
    u32: (at: number, value: number) => view.setUint32(at, value, true),
    u64: (at: number, value: number) => view.setBigUint64(at, BigInt(value), true),
  };
}
