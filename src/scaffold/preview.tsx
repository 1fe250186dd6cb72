import { Clipboard } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { copyIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

import type { IPlan, IPlannedFile } from '../model';

/** Kinds of plans that leave something to the user, which is better known before. */
const NOTED = ['structure', 'store', 'stores-module', 'secret'];

export interface IPreviewProps {
  readonly plan: IPlan | null;
  readonly isBusy: boolean;
  readonly hasProblems: boolean;
  readonly trans: TranslationBundle;
}

/**
 * The files that a plan would write, with their text, and the command that does the same.
 */
export function Preview(props: IPreviewProps): React.ReactElement {
  const { plan, trans } = props;
  const [chosen, choose] = React.useState({ path: '', index: 0 });
  const files = plan?.files ?? [];
  // Names change with every keystroke: a file that is gone is followed by the one in its place.
  const found = files.findIndex(file => file.path === chosen.path);
  const index =
    found >= 0 ? found : Math.max(0, Math.min(chosen.index, files.length - 1));
  const shown = files[index];
  const id = React.useId();
  return (
    <section
      className="djlab-Preview"
      aria-label={trans.__('Preview')}
      aria-busy={props.isBusy}
    >
      <div
        role="tablist"
        aria-label={trans.__('Files')}
        className="djlab-Preview-files"
        onKeyDown={event => {
          const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
          if (step && files.length > 0) {
            event.preventDefault();
            const next = (index + step + files.length) % files.length;
            choose({ path: files[next].path, index: next });
            (event.currentTarget.children[next] as HTMLElement).focus();
          }
        }}
      >
        {files.map((file, position) => (
          <button
            key={position}
            type="button"
            role="tab"
            id={`${id}-tab-${position}`}
            aria-selected={position === index}
            aria-controls={`${id}-text`}
            tabIndex={position === index ? 0 : -1}
            className="djlab-Preview-file"
            data-action={file.action}
            onClick={() => choose({ path: file.path, index: position })}
          >
            <span className="djlab-Preview-path">{file.path}</span>
            <span className="djlab-Preview-action">
              {actionOf(file, trans)}
            </span>
          </button>
        ))}
      </div>
      <pre
        className="djlab-Preview-text"
        id={`${id}-text`}
        role="tabpanel"
        aria-labelledby={shown ? `${id}-tab-${index}` : undefined}
        tabIndex={0}
      >
        {shown
          ? textOf(shown)
          : props.hasProblems
            ? trans.__(
                'Once the form is complete, the files that would be written are shown here.'
              )
            : ''}
      </pre>
      {plan && NOTED.includes(plan.kind) && plan.notes.length > 0 && (
        <ul className="djlab-Preview-notes" aria-label={trans.__('Notes')}>
          {plan.notes.map(note => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      {plan && !props.hasProblems && (
        <div className="djlab-Preview-command">
          <code>{plan.command}</code>
          <button
            type="button"
            className="jp-mod-styled jp-mod-minimal djlab-Preview-copy"
            title={trans.__('Copy the command that does the same')}
            aria-label={trans.__('Copy the command that does the same')}
            onClick={() => Clipboard.copyToSystem(plan.command)}
          >
            <copyIcon.react tag="span" />
          </button>
        </div>
      )}
    </section>
  );
}

function textOf(file: IPlannedFile): string {
  if (file.action === 'update') {
    return file.diff;
  }
  return file.path.endsWith('.ipynb') ? cellsOf(file.content) : file.content;
}

/** The cells of a notebook as text; its JSON is nothing to read. */
function cellsOf(content: string): string {
  try {
    const { cells } = JSON.parse(content) as {
      cells: { cell_type: string; source: string | string[] }[];
    };
    return cells
      .map(({ cell_type, source }) => {
        const text = Array.isArray(source) ? source.join('') : source;
        return cell_type === 'code' ? text : text.replace(/^/gm, '# ');
      })
      .join('\n\n');
  } catch {
    return content;
  }
}

function actionOf(file: IPlannedFile, trans: TranslationBundle): string {
  switch (file.action) {
    case 'create':
      return trans.__('new');
    case 'update':
      return trans.__('changed');
    default:
      return trans.__('kept');
  }
}
