import type { TranslationBundle } from '@jupyterlab/translation';

import type { Snapshot } from '../model/snapshot';
import type { Table } from '../model/types';

/** A master and its parts, one of which is shown. */
export class PartTabs {
  constructor(
    trans: TranslationBundle,
    private readonly _open: (table: Table) => void
  ) {
    this.node.className = 'djlab-Table-tabs';
    this.node.setAttribute('role', 'tablist');
    this.node.setAttribute('aria-label', trans.__('Master and parts'));
    this.node.addEventListener('keydown', event => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (step) {
        const tabs = [...this.node.querySelectorAll('button')];
        const at = tabs.indexOf(document.activeElement as HTMLButtonElement);
        tabs[(at + step + tabs.length) % tabs.length]?.focus();
        event.preventDefault();
      }
    });
  }

  readonly node = document.createElement('div');

  /** Nothing is shown for a table that has no parts. */
  show(snapshot: Snapshot | null, table: Table | null): void {
    const master = table?.master
      ? (snapshot?.table(table.master) ?? null)
      : table;
    const parts = master ? (snapshot?.partsOf(master.id) ?? []) : [];
    this.node.hidden = parts.length === 0;
    const tables = master && parts.length ? [master, ...parts] : [];
    this.node.replaceChildren(
      ...tables.map(one => {
        const tab = document.createElement('button');
        const isSelected = one.id === table?.id;
        tab.type = 'button';
        tab.setAttribute('role', 'tab');
        tab.setAttribute('aria-selected', String(isSelected));
        tab.tabIndex = isSelected ? 0 : -1;
        tab.textContent = one.class;
        tab.addEventListener('click', () => {
          if (!isSelected) {
            this._open(one);
          }
        });
        return tab;
      })
    );
  }
}
