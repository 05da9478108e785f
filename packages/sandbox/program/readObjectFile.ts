/** A call from the program's code to a function of the Solana runtime. */
export interface RuntimeCall {
  /** Byte offset of the call instruction in the code. */
  readonly offset: number;
  /** Name of the runtime function, for example `sol_invoke_signed_c`. */
  readonly functionName: string;
}

/** The parts of a compiled BPF object that make up a program. */
export interface ProgramObject {
  /** Machine code of the one code section. */
  readonly code: Uint8Array;
  /** Byte offset of `entrypoint` in the code. */
  readonly entryOffset: number;
  /** Calls to be resolved by the loader, in code order. */
  readonly calls: readonly RuntimeCall[];
}

interface Section {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly link: number;
}

interface ElfSymbol {
  readonly name: string;
  readonly value: number;
}

const SECTION_HEADER_SIZE = 64;
const SYMBOL_SIZE = 24;
const RELOCATION_SIZE = 16;

/**
 * Reads an ELF64 little-endian object as clang's BPF target writes it.
 *
 * @throws Error when the object holds data the linker does not place (constants, globals), because
 * a program linked without them would read garbage on chain.
 */
export function readObjectFile(objectFile: Uint8Array): ProgramObject {
  const sections = readSections(objectFile);
  refuseDataSections(sections);
  const symbols = readSymbols(sections);
  const entry = symbols.find((symbol) => symbol.name === 'entrypoint');
  if (entry === undefined) {
    throw new Error('The object has no symbol "entrypoint"; define it as the one global function.');
  }
  return {
    code: findSection(sections, '.text').bytes,
    entryOffset: entry.value,
    calls: readCalls(sections, symbols),
  };
}

function readSections(file: Uint8Array): Section[] {
  const view = viewOf(file);
  const tableOffset = Number(view.getBigUint64(0x28, true));
  const count = view.getUint16(0x3c, true);
  const namesIndex = view.getUint16(0x3e, true);
  const headers = Array.from({ length: count }, (_, index) => {
    const at = tableOffset + index * SECTION_HEADER_SIZE;
    const offset = Number(view.getBigUint64(at + 24, true));
    const size = Number(view.getBigUint64(at + 32, true));
    return {
      nameOffset: view.getUint32(at, true),
      bytes: file.subarray(offset, offset + size),
      link: view.getUint32(at + 40, true),
    };
  });
  const names = headers[namesIndex]?.bytes ?? new Uint8Array();
  return headers.map(({ nameOffset, bytes, link }) => {
    return { name: readName(names, nameOffset), bytes, link };
  });
}

function refuseDataSections(sections: readonly Section[]): void {
  const data = sections.find(({ name, bytes }) => /^\.(ro)?data|^\.bss/.test(name) && bytes.length);
  if (data === undefined) return;
  throw new Error(
    `The object holds ${data.bytes.length} bytes of ${data.name}; the linker places code only. ` +
      'Write constants as numbers in the code and keep state in the work space on the heap.',
  );
}

function readSymbols(sections: readonly Section[]): ElfSymbol[] {
  const table = findSection(sections, '.symtab');
  const names = sections[table.link]?.bytes ?? new Uint8Array();
  const view = viewOf(table.bytes);
  return Array.from({ length: table.bytes.length / SYMBOL_SIZE }, (_, index) => ({
    name: readName(names, view.getUint32(index * SYMBOL_SIZE, true)),
    value: Number(view.getBigUint64(index * SYMBOL_SIZE + 8, true)),
  }));
}

function readCalls(sections: readonly Section[], symbols: readonly ElfSymbol[]): RuntimeCall[] {
  const { bytes } = findSection(sections, '.rel.text');
  const view = viewOf(bytes);
  return Array.from({ length: bytes.length / RELOCATION_SIZE }, (_, index) => {
    const at = index * RELOCATION_SIZE;
    const functionName = symbols[view.getUint32(at + 12, true)]?.name ?? '';
    if (!functionName.startsWith('sol_')) {
      throw new Error(`The code calls "${functionName}", which the Solana runtime does not offer.`);
    }
    return { offset: Number(view.getBigUint64(at, true)), functionName };
  });
}

function findSection(sections: readonly Section[], name: string): Section {
  const found = sections.find((section) => section.name === name);
  if (found === undefined) {
    throw new Error(`The object has no section ${name}; compile it with clang's BPF target.`);
  }
  return found;
}

function readName(names: Uint8Array, offset: number): string {
  return new TextDecoder().decode(names.subarray(offset, names.indexOf(0, offset)));
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
