import type { Snapshot, Table } from '../model';

/** Something that may be written at a place of a definition. */
export interface ICandidate {
  /** What is inserted. */
  readonly text: string;
  /** A word for the list: the tier of a table, `type`, `codec` or `store`. */
  readonly kind: string;
  /** More about it, as plain text. */
  readonly detail: string;
}

const CORE = [
  'int8',
  'int16',
  'int32',
  'int64',
  'float32',
  'float64',
  'bool',
  'varchar(255)',
  'char(1)',
  "enum('a', 'b')",
  'decimal(9, 2)',
  'date',
  'datetime',
  'json',
  'uuid',
  'bytes'
];

/** Of DataJoint 0.14, which speaks MySQL only. */
const OLD = [
  'tinyint',
  'smallint',
  'int',
  'bigint',
  'int unsigned',
  'float',
  'double',
  'decimal(9, 2)',
  'varchar(255)',
  'char(1)',
  "enum('a', 'b')",
  'date',
  'datetime',
  'time',
  'timestamp',
  'bool',
  'uuid',
  'longblob'
];

const STORED = ['blob', 'object', 'npy', 'attach', 'filepath', 'hash'];
const OLD_STORED = ['blob', 'attach', 'filepath'];

/**
 * The types that the project's DataJoint has: of 2.x unless the project runs on 0.14 alone. `<attach>` is left out on
 * PostgreSQL, where 2.3.5 cannot fetch it.
 */
export function typeCandidates(snapshot: Snapshot): ICandidate[] {
  const { lines, backend } = snapshot.project.project;
  const stores = storeNames(snapshot);
  if (lines.length === 1 && lines[0] === '0.14') {
    const stored = OLD_STORED.flatMap(codec =>
      stores.map(store => `${codec}@${store}`)
    );
    return [...OLD.map(type), ...stored.map(codec)];
  }
  const inTable = backend === 'postgresql' ? ['blob'] : ['blob', 'attach'];
  const stored = STORED.flatMap(name =>
    stores.map(store => `<${name}@${store}>`)
  );
  return [
    ...CORE.map(type),
    ...[...inTable.map(name => `<${name}>`), ...stored].map(codec)
  ];
}

function type(text: string): ICandidate {
  return { text, kind: 'type', detail: '' };
}

function codec(text: string): ICandidate {
  return { text, kind: 'codec', detail: '' };
}

/** The stores that DataJoint will have, else all that are configured. */
export function storeCandidates(
  snapshot: Snapshot,
  bracketed: boolean
): ICandidate[] {
  return storeNames(snapshot).map(name => {
    const store = snapshot.project.stores.find(one => one.name === name);
    const detail = [store?.protocol, store?.location].filter(Boolean);
    return {
      text: bracketed ? `${name}>` : name,
      kind: 'store',
      detail: detail.join(' ')
    };
  });
}

function storeNames(snapshot: Snapshot): string[] {
  const configured = snapshot.project.stores.filter(
    ({ source, name }) => source !== null && name !== ''
  );
  const effective = configured.filter(store => store.effective);
  return [
    ...new Set((effective.length ? effective : configured).map(s => s.name))
  ];
}

/**
 * The tables that a definition may refer to, as they would be written there: by the names that the source imports.
 * Tables of modules that it does not import come last.
 *
 * @param module - dotted name of the module whose source this is; null for a notebook
 */
export function targetCandidates(
  snapshot: Snapshot,
  source: string,
  module: string | null
): ICandidate[] {
  const names = importedNames(source, module);
  const near: ICandidate[] = [];
  const far: ICandidate[] = [];
  for (const table of snapshot.project.tables) {
    if (table.module === module) {
      near.push(candidate(table, table.class));
      continue;
    }
    const direct = names.get(`${table.module}.${table.class.split('.')[0]}`);
    const through = names.get(table.module);
    if (direct) {
      const rest = table.class.slice(table.class.split('.')[0].length);
      near.push(candidate(table, direct + rest));
    }
    if (through) {
      near.push(candidate(table, `${through}.${table.class}`));
    }
    if (!direct && !through) {
      const last = table.module.slice(table.module.lastIndexOf('.') + 1);
      far.push(candidate(table, `${last}.${table.class}`));
    }
  }
  return [...near, ...far];
}

/**
 * The table that an expression of a source means, or null.
 */
export function targetOf(
  snapshot: Snapshot,
  source: string,
  module: string | null,
  expression: string
): Table | null {
  if (module !== null) {
    for (const table of snapshot.tablesOf(module)) {
      const key = table.foreign_keys.find(
        one => one.expression.replace(/\.proj\(.*$/s, '') === expression
      );
      if (key?.target) {
        return snapshot.table(key.target);
      }
    }
    const own = snapshot.table(`${module}:${expression}`);
    if (own) {
      return own;
    }
  }
  const names = importedNames(source, module);
  for (const table of snapshot.project.tables) {
    const head = table.class.split('.')[0];
    const direct = names.get(`${table.module}.${head}`);
    const through = names.get(table.module);
    if (
      (direct && direct + table.class.slice(head.length) === expression) ||
      (through && `${through}.${table.class}` === expression)
    ) {
      return table;
    }
  }
  return null;
}

function candidate(table: Table, text: string): ICandidate {
  return { text, kind: table.tier, detail: describe(table) };
}

/** A table in a few lines of plain text: where it is, what it says of itself, and its definition. */
export function describe(table: Table): string {
  const head = `${table.tier} ${table.id}`;
  return `${head}\n\n${table.definition.replace(/^\n+|\s+$/g, '')}`;
}

/**
 * What the import statements of a source bind: dotted names of modules and of things in them, with the names that
 * they have in the source. Only what can be told from the text is in it.
 */
export function importedNames(
  source: string,
  module: string | null
): Map<string, string> {
  const found = new Map<string, string>();
  const from =
    /^[ \t]*from[ \t]+([.\w]+)[ \t]+import[ \t]+(\([^)]*\)|[^\n#]*)/gm;
  for (const [, origin, list] of source.matchAll(from)) {
    const base = absolute(origin, module);
    for (const item of list.replace(/#[^\n]*|[()\\]/g, '').split(',')) {
      const match = /^\s*(\w+)(?:\s+as\s+(\w+))?\s*$/.exec(item);
      if (match) {
        const whole = base ? `${base}.${match[1]}` : match[1];
        found.set(whole, match[2] ?? match[1]);
      }
    }
  }
  const plain = /^[ \t]*import[ \t]+([^\n#]*)/gm;
  for (const [, list] of source.matchAll(plain)) {
    for (const item of list.split(',')) {
      const match = /^\s*([\w.]+)(?:\s+as\s+(\w+))?\s*$/.exec(item);
      if (match) {
        found.set(match[1], match[2] ?? match[1]);
      }
    }
  }
  return found;
}

function absolute(origin: string, module: string | null): string {
  const dots = /^\.*/.exec(origin)![0].length;
  if (!dots) {
    return origin;
  }
  const parts = module?.split('.') ?? [];
  const base = parts.slice(0, Math.max(0, parts.length - dots));
  return [...base, origin.slice(dots)].filter(Boolean).join('.');
}
