/**
 * The import statements of some modules, and the name that each module has after them.
 */
export class Imports {
  constructor(modules: Iterable<string>) {
    const names = [...new Set(modules)].sort();
    for (const module of names) {
      this._names.set(module, shortest(module, names));
    }
  }

  get statements(): string[] {
    return [...this._names].map(([module, name]) => {
      const dot = module.lastIndexOf('.');
      const last = module.slice(dot + 1);
      const as = last === name ? '' : ` as ${name}`;
      return dot < 0
        ? `import ${module}${as}`
        : `from ${module.slice(0, dot)} import ${last}${as}`;
    });
  }

  /** What a module is called; it is one of those that are imported. */
  name(module: string): string {
    return this._names.get(module) ?? module;
  }

  private readonly _names = new Map<string, string>();
}

/** As many of the last parts of a module's name as tell it from the others. */
function shortest(module: string, all: ReadonlyArray<string>): string {
  const parts = module.split('.');
  const end = (name: string, count: number): string =>
    name.split('.').slice(-count).join('_');
  for (let count = 1; count < parts.length; count++) {
    const name = end(module, count);
    if (
      name !== 'dj' &&
      all.filter(other => end(other, count) === name).length === 1
    ) {
      return name;
    }
  }
  return parts.join('_');
}
