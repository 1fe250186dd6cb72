import type { IStateDB } from '@jupyterlab/statedb';
import { Signal, type ISignal } from '@lumino/signaling';

import type { Snapshot } from '../../model';
import type { IProjectModel, ISelection } from '../../tokens';
import { Filter } from './filter';
import { renames } from './renames';
import { ancestors, rowKey } from './rows';

/** Key of the workspace's state under which the open nodes of each project are kept. */
const OPEN = 'djlab:open-nodes';

/** How many projects' open nodes are kept. */
const KEPT = 20;

/**
 * What the tree shows of the project: open nodes and filter. Both survive every change of the project.
 */
export class TreeState {
  constructor(
    private readonly _model: IProjectModel,
    private readonly _state: IStateDB | null
  ) {
    this._snapshot = _model.snapshot;
    _model.changed.connect(this._onModelChanged, this);
    _model.selectionChanged.connect(this._onSelectionChanged, this);
    void this._restore();
  }

  /** Emitted when open nodes or filter changed. */
  get changed(): ISignal<TreeState, void> {
    return this._changed;
  }

  get filter(): Filter {
    return this._filter;
  }

  get filterText(): string {
    return this._filterText;
  }

  set filterText(text: string) {
    if (text === this._filterText) {
      return;
    }
    this._filterText = text;
    this._filter = new Filter(text);
    this._exceptions = new Set();
    this._changed.emit();
  }

  /** The `toggled` of `rows`. */
  get toggled(): ReadonlySet<string> {
    return this._filter.isEmpty ? this._open : this._exceptions;
  }

  toggle(key: string): void {
    const toggled = new Set(this.toggled);
    if (!toggled.delete(key)) {
      toggled.add(key);
    }
    this._set(toggled);
  }

  /** Opens all modules; the tables stay as they are. */
  openModules(): void {
    const modules = this._model.snapshot?.modules ?? [];
    this._set(
      new Set([...this.toggled, ...modules.map(({ name }) => `m:${name}`)])
    );
  }

  closeAll(): void {
    this._set(new Set());
  }

  dispose(): void {
    this._model.changed.disconnect(this._onModelChanged, this);
    this._model.selectionChanged.disconnect(this._onSelectionChanged, this);
    Signal.clearData(this);
  }

  private _set(toggled: Set<string>): void {
    if (this._filter.isEmpty) {
      this._open = toggled;
      this._remember();
    } else {
      this._exceptions = toggled;
    }
    this._changed.emit();
  }

  /** A module whose file was renamed keeps its open nodes, and the selection stays on it. */
  private _onModelChanged(): void {
    const old = this._snapshot;
    const next = this._model.snapshot;
    this._snapshot = next ?? old;
    if (!next || old === next) {
      return;
    }
    if (old?.root !== next.root) {
      this._open = new Set(this._opened.get(next.root));
      this._changed.emit();
      return;
    }
    for (const [from, to] of renames(old, next)) {
      this._open = new Set(
        [...this._open].map(key => renameKey(key, from, to))
      );
      this._remember();
      this._changed.emit();
      const selection = this._model.selection;
      if (selection?.module === from) {
        this._model.setSelection({
          ...selection,
          module: to,
          table: selection.table && to + selection.table.slice(from.length)
        });
      }
    }
  }

  /** What another surface selects is brought to light. */
  private _onSelectionChanged(_: unknown, selection: ISelection | null): void {
    const snapshot = this._model.snapshot;
    if (!snapshot || !selection?.table || !this._filter.isEmpty) {
      return;
    }
    const needed = ancestors(snapshot, selection.table);
    if (selection.attribute !== null) {
      needed.push(rowKey({ ...selection, attribute: null }));
    }
    if (needed.some(key => !this._open.has(key))) {
      this._set(new Set([...this._open, ...needed]));
    }
  }

  private _remember(): void {
    const root = this._snapshot?.root;
    if (root === undefined) {
      return;
    }
    // The project that was used last stands last, so that the ones that are dropped are the forgotten ones.
    this._opened.delete(root);
    this._opened.set(root, [...this._open]);
    const kept = [...this._opened].slice(-KEPT);
    void this._state?.save(OPEN, Object.fromEntries(kept));
  }

  private async _restore(): Promise<void> {
    const stored = await this._state?.fetch(OPEN);
    if (!stored || typeof stored !== 'object' || Array.isArray(stored)) {
      return;
    }
    for (const [root, keys] of Object.entries(stored)) {
      if (Array.isArray(keys) && !this._opened.has(root)) {
        this._opened.set(root, keys.map(String));
      }
    }
    const root = this._snapshot?.root ?? '';
    this._open = new Set([...this._open, ...(this._opened.get(root) ?? [])]);
    this._changed.emit();
  }

  private _filter = new Filter('');
  private _filterText = '';
  private _open = new Set<string>();
  private readonly _opened = new Map<string, string[]>();
  private _exceptions = new Set<string>();
  private _snapshot: Snapshot | null;
  private readonly _changed = new Signal<TreeState, void>(this);
}

function renameKey(key: string, from: string, to: string): string {
  const name = key.slice(2);
  return name === from || name.startsWith(`${from}:`)
    ? key.slice(0, 2) + to + name.slice(from.length)
    : key;
}
