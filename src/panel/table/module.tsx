import React from 'react';

import type { Module, Snapshot } from '../../model';
import { CommandIDs } from '../../tokens';
import { CommandButton, LinkButton } from '../button';
import type { IPanelContext } from '../hooks';

/** What the source says about one schema module. */
export function ModuleDetails({
  context,
  snapshot,
  module
}: {
  context: IPanelContext;
  snapshot: Snapshot;
  module: Module;
}): JSX.Element {
  const { trans } = context;
  const edges = snapshot.project.module_edges;
  const upstream = edges.filter(edge => edge.from === module.name);
  const downstream = edges.filter(edge => edge.to === module.name);
  const findings = snapshot.findingsOf(module.path);
  const count = snapshot.project.tables.filter(
    table => table.module === module.name
  ).length;
  return (
    <div className="djlab-Details">
      <div className="djlab-Details-title">
        <h3>{module.name}</h3>
        <span className="djlab-Details-tier">{trans.__('module')}</span>
      </div>
      {module.docstring && <p>{module.docstring.split('\n\n')[0]}</p>}
      <p className="djlab-Details-place">
        <code>{module.path}</code>
      </p>
      <div className="djlab-Details-buttons">
        <CommandButton
          context={context}
          id={CommandIDs.openSource}
          args={{ module: module.name }}
          label={trans.__('Source')}
          minor
        />
        <CommandButton
          context={context}
          id={CommandIDs.newNotebook}
          args={{ module: module.name }}
          label={trans.__('Starter notebook…')}
          minor
        />
      </div>
      {module.error && (
        <ul className="djlab-Problems djlab-mod-error">
          <li>
            {trans.__('Line %1: %2.', module.error.line, module.error.message)}{' '}
            {count > 0
              ? trans.__(
                  'Its tables are shown as they were when the file could be read last.'
                )
              : trans.__(
                  'Its tables appear once the file can be read: mend the line and save.'
                )}
          </li>
        </ul>
      )}
      <h4>{trans.__('Schema')}</h4>
      {module.schemas.length ? (
        <ul className="djlab-References">
          {module.schemas.map(schema => (
            <li key={schema.line}>
              <code>{schema.name ?? schema.expression}</code>
              <span className="djlab-References-traits">
                {schema.kind === 'constant'
                  ? ''
                  : schemaKind(schema.kind, context)}
              </span>
            </li>
          ))}
        </ul>
      ) : (
        <p>
          {module.error
            ? trans.__('Not known while the file cannot be read.')
            : trans.__('None: its tables are declared elsewhere.')}
        </p>
      )}
      <p>{trans._n('%1 table', '%1 tables', count)}</p>
      <ModuleLinks
        context={context}
        snapshot={snapshot}
        title={trans.__('Depends on')}
        modules={upstream.map(edge => edge.to)}
      />
      <ModuleLinks
        context={context}
        snapshot={snapshot}
        title={trans.__('Needed by')}
        modules={downstream.map(edge => edge.from)}
      />
      {findings.length > 0 && (
        <>
          <h4>{trans.__('Findings')}</h4>
          <ul className="djlab-Problems">
            {findings.map((finding, index) => (
              <li key={index}>
                <code>{finding.code}</code> {trans.__('line %1', finding.line)}:{' '}
                {finding.message}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

function schemaKind(
  kind: Module['schemas'][number]['kind'],
  { trans }: IPanelContext
): string {
  switch (kind) {
    case 'expression':
      return trans.__('known in full only at run time');
    case 'deferred':
      return trans.__('activated elsewhere');
    case 'virtual':
      return trans.__('virtual module');
    default:
      return '';
  }
}

function ModuleLinks({
  context: { model },
  snapshot,
  title,
  modules
}: {
  context: IPanelContext;
  snapshot: Snapshot;
  title: string;
  modules: ReadonlyArray<string>;
}): JSX.Element | null {
  if (!modules.length) {
    return null;
  }
  return (
    <>
      <h4>{title}</h4>
      <ul className="djlab-References">
        {modules.map(module => (
          <li key={module}>
            <LinkButton
              onClick={() =>
                model.setSelection({ module, table: null, attribute: null })
              }
            >
              {snapshot.shortName(module)}
            </LinkButton>
          </li>
        ))}
      </ul>
    </>
  );
}
