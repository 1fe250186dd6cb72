import type {
  IProjectDelta,
  IProjectState,
  Module,
  ProjectAnswer,
  Project,
  Table
} from './types';

/**
 * The state after an answer of the server, or null when the answer cannot be applied: it is a delta, but there is no
 * state to apply it to.
 */
export function nextState(
  state: IProjectState | null,
  answer: ProjectAnswer
): IProjectState | null {
  if (answer.project) {
    return answer as IProjectState;
  }
  if (!state) {
    return null;
  }
  const { delta, ...facts } = answer;
  return {
    ...state,
    ...facts,
    project: delta ? applyDelta(state.project, delta) : state.project
  };
}

/**
 * A project with a delta applied. What the delta does not name stays the same object.
 */
export function applyDelta(project: Project, delta: IProjectDelta): Project {
  const changed = new Set(delta.modules.map(module => module.name));
  const goneModules = new Set(delta.removed_modules);
  const modules = merge<Module>(
    project.modules,
    delta.modules,
    module => module.name,
    module => !goneModules.has(module.name)
  );

  const goneTables = new Set(delta.removed_tables);
  const tables = merge<Table>(
    project.tables,
    delta.tables,
    table => table.id,
    // The delta holds all tables of a changed module, so an old one that it does not name is gone.
    table =>
      !goneTables.has(table.id) &&
      !goneModules.has(table.module) &&
      !changed.has(table.module)
  );
  const rank = new Map(modules.map((module, index) => [module.name, index]));
  tables.sort(
    (a, b) =>
      (rank.get(a.module) ?? 0) - (rank.get(b.module) ?? 0) || a.line - b.line
  );

  return {
    ...project,
    project: delta.project ?? project.project,
    modules,
    tables,
    module_edges: delta.module_edges ?? project.module_edges,
    cycles: delta.cycles ?? project.cycles,
    stores: delta.stores ?? project.stores,
    notebooks: delta.notebooks ?? project.notebooks,
    structure: delta.structure ?? project.structure,
    findings: delta.findings ?? project.findings
  };
}

/**
 * The old items that are kept, in their places, replaced by the new ones of the same key; the rest of the new ones
 * follows.
 */
function merge<T>(
  old: ReadonlyArray<T>,
  fresh: ReadonlyArray<T>,
  key: (item: T) => string,
  keep: (item: T) => boolean
): T[] {
  const pending = new Map(fresh.map(item => [key(item), item]));
  const result: T[] = [];
  for (const item of old) {
    const replacement = pending.get(key(item));
    if (replacement) {
      pending.delete(key(item));
      result.push(replacement);
    } else if (keep(item)) {
      result.push(item);
    }
  }
  return result.concat([...pending.values()]);
}
