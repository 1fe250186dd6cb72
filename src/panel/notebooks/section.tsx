import { notebookIcon } from '@jupyterlab/ui-components';
import React from 'react';

import { CommandIDs } from '../../tokens';
import { CommandButton } from '../button';
import { useSelection, useSnapshot, type IPanelContext } from '../hooks';

/**
 * The section *Notebooks*: those of the project's `notebooks/`, with the modules that each uses.
 */
export function NotebooksSection({
  context
}: {
  context: IPanelContext;
}): JSX.Element | null {
  const { model, commands, trans } = context;
  const snapshot = useSnapshot(model);
  const selection = useSelection(model);
  const [active, setActive] = React.useState<string | null>(null);
  const list = React.useRef<HTMLUListElement>(null);
  if (!snapshot) {
    return null;
  }
  const { notebooks } = snapshot.project;
  const position = Math.max(
    0,
    notebooks.findIndex(({ path }) => path === active)
  );
  const open = (path: string) =>
    void commands.execute(CommandIDs.openNotebook, { path });
  const onKeyDown = (event: React.KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      const next = notebooks[position + step];
      if (next) {
        setActive(next.path);
        const option = list.current?.children[position + step];
        (option as HTMLElement | undefined)?.focus();
      }
    } else if (event.key === 'Enter') {
      open(notebooks[position].path);
    }
  };
  return (
    <>
      {notebooks.length > 0 ? (
        <ul
          ref={list}
          className="djlab-Notebooks"
          role="listbox"
          aria-label={trans.__('Notebooks of the project')}
          onKeyDown={onKeyDown}
        >
          {notebooks.map((notebook, index) => {
            const name = notebook.path.replace(/^notebooks\//, '');
            // A package itself holds no tables: its name would only crowd out those that do.
            const used = notebook.modules.filter(
              module => snapshot.module(module)?.schemas.length
            );
            const detail =
              notebook.error ??
              (used.map(module => snapshot.shortName(module)).join(', ') ||
                trans.__('uses no schema module of the project'));
            return (
              <li
                key={notebook.path}
                role="option"
                className="djlab-Notebooks-item"
                data-path={notebook.path}
                aria-selected={notebook.path === active}
                tabIndex={index === position ? 0 : -1}
                title={`${notebook.path}\n${detail}`}
                onClick={() => setActive(notebook.path)}
                onContextMenu={() => setActive(notebook.path)}
                onDoubleClick={() => open(notebook.path)}
              >
                <notebookIcon.react tag="span" className="djlab-Tree-icon" />
                <span className="djlab-Notebooks-text">
                  <span className="djlab-Notebooks-name">{name}</span>
                  <span
                    className={`djlab-Tree-detail ${notebook.error ? 'djlab-mod-error' : ''}`}
                  >
                    {detail}
                  </span>
                </span>
              </li>
            );
          })}
        </ul>
      ) : (
        <div className="djlab-Section-hint">
          <p>
            {trans.__(
              'No notebook in notebooks/ yet. A starter notebook imports a module and shows its tables.'
            )}
          </p>
        </div>
      )}
      <div className="djlab-Section-buttons">
        <CommandButton
          context={context}
          id={CommandIDs.newNotebook}
          args={selection ? { module: selection.module } : {}}
          minor
        />
      </div>
    </>
  );
}
