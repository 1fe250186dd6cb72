import * as React from 'react';

import type { Cycle, Module, Snapshot, Table } from '../model';
import { dedent } from './describe';
import type { Selected } from './marks';
import { tableName } from './drawing';
import { edgeFacts, reasonOf, type IReason } from './edgeFacts';
import { trans } from './translation';
import { nodeWords } from './words';

export interface IDetailsProps {
  readonly snapshot: Snapshot;
  readonly selected: Selected;
  readonly wanted: ReadonlySet<string> | null;
  readonly onSelect: (id: string) => void;
  readonly onOpen: (target: { id?: string; module?: string }) => void;
  readonly onLine: (path: string, line: number) => void;
  readonly onFocus: (id: string) => void;
  readonly onToggle: (module: string) => void;
  readonly onClose: () => void;
}

/** What is selected, with the way to its source. */
export function Details(props: IDetailsProps): JSX.Element {
  return (
    <section className="djl-Details" aria-label={trans.__('Details')}>
      <button
        type="button"
        className="djl-Button djl-close"
        aria-label={trans.__('Close the details')}
        onClick={props.onClose}
      >
        ✕
      </button>
      <Body {...props} />
    </section>
  );
}

function Body(props: IDetailsProps): JSX.Element {
  const { snapshot, selected } = props;
  if (selected?.edge) {
    return <EdgeDetails {...props} edge={selected.edge} />;
  }
  const id = selected?.node ?? '';
  const table = snapshot.table(id);
  if (table) {
    return <TableDetails {...props} table={table} />;
  }
  const module = snapshot.module(id);
  if (module) {
    return <ModuleDetails {...props} module={module} />;
  }
  return <ReferenceDetails {...props} id={id} />;
}

function TableDetails(props: IDetailsProps & { table: Table }): JSX.Element {
  const { table, snapshot } = props;
  const references = snapshot.referencesTo(table.id);
  return (
    <>
      <h2>
        <Chip kind={table.tier} />
        {tableName(table.id)}
      </h2>
      <p className="djl-place">
        {table.module}
        {table.schema !== null && ` · ${trans.__('schema %1', table.schema)}`}
      </p>
      {table.comment && <p>{table.comment}</p>}
      <p className="djl-actions">
        <Button
          label={trans.__('Open source')}
          onClick={() => props.onOpen({ id: table.id })}
        />
        <Button
          label={trans.__('Focus')}
          onClick={() => props.onFocus(table.id)}
        />
      </p>
      {table.warnings.map((warning, index) => (
        <p key={index} className="djl-warning" role="note">
          <LineButton
            {...props}
            reason={{
              text: warning.message,
              detail: '',
              path: snapshot.module(table.module)?.path ?? '',
              line: warning.line
            }}
          />
        </p>
      ))}
      <h3>{trans.__('Definition')}</h3>
      <pre tabIndex={0} aria-label={trans.__('Definition')}>
        {dedent(table.definition) ||
          trans.__('Made at run time: the source does not tell.')}
      </pre>
      <h3>{trans.__('Foreign keys')}</h3>
      <Reasons
        {...props}
        reasons={table.foreign_keys.map(key => ({
          reason: { ...reasonOf(snapshot, table, key), text: key.expression },
          target:
            key.target !== null && snapshot.table(key.target)
              ? key.target
              : null
        }))}
      />
      <h3>{trans.__('Referenced by')}</h3>
      <Reasons
        {...props}
        reasons={references.map(({ table: other, foreignKey }) => ({
          reason: {
            ...reasonOf(snapshot, other, foreignKey),
            text: tableName(other.id)
          },
          target: other.id
        }))}
      />
    </>
  );
}

function ModuleDetails(props: IDetailsProps & { module: Module }): JSX.Element {
  const { module, snapshot } = props;
  const edges = snapshot.project.module_edges;
  const link = (from: string, to: string, name: string): JSX.Element => {
    const facts = edgeFacts(snapshot, to, from);
    return (
      <details key={name} open={edges.length < 8}>
        <summary>
          {name}{' '}
          <small>
            {summary(facts.imports.length, facts.foreignKeys.length)}
          </small>
        </summary>
        <Reasons
          {...props}
          reasons={[...facts.imports, ...facts.foreignKeys].map(reason => ({
            reason,
            target: null
          }))}
        />
      </details>
    );
  };
  return (
    <>
      <h2>
        <Chip kind="module" />
        {module.name}
      </h2>
      <p className="djl-place">
        {module.path}
        {module.schemas.map(
          schema =>
            ` · ${trans.__('schema %1', schema.name ?? schema.expression)}`
        )}
      </p>
      {module.error && (
        <p className="djl-warning" role="note">
          <LineButton
            {...props}
            reason={{
              text: module.error.message,
              detail: trans.__('the last good state is shown'),
              path: module.path,
              line: module.error.line
            }}
          />
        </p>
      )}
      <p className="djl-actions">
        <Button
          label={trans.__('Open source')}
          onClick={() => props.onOpen({ module: module.name })}
        />
        <Button
          label={trans.__('Open or close')}
          onClick={() => props.onToggle(module.name)}
        />
      </p>
      <h3>{trans.__('Tables')}</h3>
      <ul>
        {snapshot.tablesOf(module.name).map(table => (
          <li key={table.id}>
            <Chip kind={table.tier} />
            <Link
              label={tableName(table.id)}
              onClick={() => props.onSelect(table.id)}
            />
          </li>
        ))}
      </ul>
      <h3>{trans.__('Depends on')}</h3>
      {edges
        .filter(edge => edge.from === module.name)
        .map(edge => link(edge.from, edge.to, edge.to))}
      <h3>{trans.__('Needed by')}</h3>
      {edges
        .filter(edge => edge.to === module.name)
        .map(edge => link(edge.from, edge.to, edge.from))}
    </>
  );
}

function EdgeDetails(
  props: IDetailsProps & { edge: readonly [string, string] }
): JSX.Element {
  const [parent, child] = props.edge;
  const facts = edgeFacts(props.snapshot, parent, child, props.wanted);
  return (
    <>
      <h2>
        <Link label={short(child)} onClick={() => props.onSelect(child)} />
        {' → '}
        <Link label={short(parent)} onClick={() => props.onSelect(parent)} />
      </h2>
      <p className="djl-place">
        {summary(facts.imports.length, facts.foreignKeys.length)}
      </p>
      <Facts {...props} title={trans.__('Imports')} reasons={facts.imports} />
      <Facts
        {...props}
        title={trans.__('Foreign keys')}
        reasons={facts.foreignKeys}
      />
      {facts.cycles.map((cycle, index) => (
        <Facts
          {...props}
          key={index}
          title={titleOf(cycle.kind)}
          className="djl-cycle"
          reasons={cycle.steps}
        />
      ))}
    </>
  );
}

/** Lines of source below a title; nothing where there are none. */
function Facts({
  title,
  className,
  reasons,
  ...props
}: IDetailsProps & {
  title: string;
  className?: string;
  reasons: ReadonlyArray<IReason>;
}): JSX.Element | null {
  return reasons.length ? (
    <>
      <h3 className={className}>{title}</h3>
      <Reasons
        {...props}
        reasons={reasons.map(reason => ({ reason, target: null }))}
      />
    </>
  ) : null;
}

function ReferenceDetails(props: IDetailsProps & { id: string }): JSX.Element {
  const { id, snapshot } = props;
  const [kind, name] = [
    id.slice(0, id.indexOf(':')),
    id.slice(id.indexOf(':') + 1)
  ];
  const users = snapshot.project.tables.flatMap(table =>
    edgeFacts(snapshot, id, table.id).foreignKeys.map(reason => ({
      reason,
      target: null
    }))
  );
  return (
    <>
      <h2>{name}</h2>
      <p className="djl-place">
        {nodeWords(kind === 'external' ? 'external' : 'unresolved').meaning}
      </p>
      <h3>{trans.__('Referenced by')}</h3>
      <Reasons {...props} reasons={users} />
    </>
  );
}

interface IReasonsProps extends IDetailsProps {
  readonly reasons: ReadonlyArray<{
    readonly reason: IReason;
    /** A table to select; null when only the line can be opened. */
    readonly target: string | null;
  }>;
}

function Reasons(props: IReasonsProps): JSX.Element {
  if (!props.reasons.length) {
    return <p className="djl-place">{trans.__('none')}</p>;
  }
  return (
    <ul>
      {props.reasons.map(({ reason, target }, index) => (
        <li key={index}>
          {target === null ? (
            <LineButton {...props} reason={reason} />
          ) : (
            <>
              <Link
                label={reason.text}
                onClick={() => props.onSelect(target)}
              />
              <LineButton {...props} reason={{ ...reason, text: '' }} />
            </>
          )}
          {reason.detail && <small>{reason.detail}</small>}
        </li>
      ))}
    </ul>
  );
}

function LineButton(
  props: Pick<IDetailsProps, 'onLine'> & { reason: IReason }
): JSX.Element {
  const { path, line, text } = props.reason;
  const place = `${path.slice(path.lastIndexOf('/') + 1)}:${line}`;
  return (
    <button
      type="button"
      className="djl-link"
      title={trans.__('Open %1, line %2', path, line)}
      onClick={() => props.onLine(path, line)}
    >
      {text} <code>{place}</code>
    </button>
  );
}

function Link(props: { label: string; onClick: () => void }): JSX.Element {
  return (
    <button type="button" className="djl-link" onClick={props.onClick}>
      {props.label}
    </button>
  );
}

function Button(props: { label: string; onClick: () => void }): JSX.Element {
  return (
    <button type="button" className="djl-Button" onClick={props.onClick}>
      {props.label}
    </button>
  );
}

function Chip({ kind }: { kind: Table['tier'] | 'module' }): JSX.Element {
  return (
    <span className={`djl-chip djl-chip-${kind}`}>{nodeWords(kind).label}</span>
  );
}

function titleOf(kind: Cycle['kind']): string {
  switch (kind) {
    case 'imports':
      return trans.__('↻ Cycle of imports');
    case 'lazy imports':
      return trans.__('(↻) Cycle through an import inside a function');
    case 'foreign keys':
      return trans.__('↻ Cycle of foreign keys');
  }
}

function summary(imports: number, foreignKeys: number): string {
  const words = [];
  if (imports) {
    words.push(trans._n('%1 import', '%1 imports', imports));
  }
  if (foreignKeys) {
    words.push(trans._n('%1 foreign key', '%1 foreign keys', foreignKeys));
  }
  return words.join(', ');
}

function short(id: string): string {
  return id.includes(':') ? tableName(id) : id;
}
