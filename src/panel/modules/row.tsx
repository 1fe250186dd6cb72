import type { TranslationBundle } from '@jupyterlab/translation';
import {
  caretDownIcon,
  caretRightIcon,
  codeIcon,
  errorIcon
} from '@jupyterlab/ui-components';
import React from 'react';

import type { Attribute, Finding, Module, Table } from '../../model';
import type { IRowCount } from '../database/model';
import { describeRows, RowCount } from '../database/rowCount';
import { Highlight } from '../highlight';
import { TierIcon } from '../tierIcon';
import type { Filter } from './filter';
import { schemaNames, type Row } from './rows';

/** What a screen reader says for a row, and what the mouse shows over it. */
export function describeRow(
  row: Row,
  trans: TranslationBundle,
  count: IRowCount | null = null
): string {
  switch (row.kind) {
    case 'module': {
      const { error } = row.module;
      const schema = schemaNames(row.module);
      return [
        trans.__('module %1', row.module.name),
        schema && trans.__('schema %1', schema),
        error && trans.__('broken at line %1: %2', error.line, error.message)
      ]
        .filter(Boolean)
        .join(', ');
    }
    case 'table':
      return [
        `${row.label} (${row.table.tier})`,
        count && describeRows(count, trans),
        row.table.comment,
        row.table.warnings.length > 0 &&
          describeWarnings(row.table.warnings.length, row.severity, trans)
      ]
        .filter(Boolean)
        .join(', ');
    case 'attribute':
      return [
        `${row.attribute.name} : ${row.attribute.type}`,
        row.attribute.key && trans.__('primary key'),
        row.attribute.from && trans.__('from %1', row.attribute.from),
        row.attribute.comment
      ]
        .filter(Boolean)
        .join(', ');
    case 'problem': {
      const { error } = row.module;
      return error?.line
        ? trans.__('line %1: %2', error.line, error.message)
        : row.label;
    }
  }
}

function describeWarnings(
  count: number,
  severity: Finding['severity'],
  trans: TranslationBundle
): string {
  switch (severity) {
    case 'error':
      return trans._n('%1 error', '%1 errors', count);
    case 'warning':
      return trans._n('%1 warning', '%1 warnings', count);
    case 'info':
      return trans._n('%1 note', '%1 notes', count);
  }
}

/** The inside of a row of the tree. */
export function RowContent({
  row,
  filter,
  count,
  description
}: {
  row: Row;
  filter: Filter;
  /** What is known of the number of rows of the table that this row is. */
  count: IRowCount | null;
  /** What `describeRow` says. */
  description: string;
}): JSX.Element {
  const Caret = row.expanded ? caretDownIcon : caretRightIcon;
  return (
    <>
      <span className="djlab-Tree-caret" aria-hidden="true">
        {row.expanded !== null && <Caret.react tag="span" width={16} />}
      </span>
      {row.kind === 'module' && (
        <ModuleContent module={row.module} label={row.label} filter={filter} />
      )}
      {row.kind === 'problem' && (
        <span className="djlab-Tree-problem">{description}</span>
      )}
      {row.kind === 'table' && (
        <TableContent
          table={row.table}
          severity={row.severity}
          label={row.label}
          filter={filter}
          count={count}
        />
      )}
      {row.kind === 'attribute' && (
        <AttributeContent attribute={row.attribute} filter={filter} />
      )}
    </>
  );
}

function ModuleContent(props: {
  module: Module;
  label: string;
  filter: Filter;
}): JSX.Element {
  const { module, label, filter } = props;
  // What tells the modules apart stands last: where the room is short, the packages before it give way.
  const tail = label.lastIndexOf('.') + 1;
  return (
    <>
      <codeIcon.react tag="span" className="djlab-Tree-icon" />
      {tail > 0 && (
        <span className="djlab-Tree-packages">
          <Highlight text={label} filter={filter} end={tail} />
        </span>
      )}
      <span className="djlab-Tree-label">
        <Highlight text={label} filter={filter} start={tail} />
      </span>
      <span className="djlab-Tree-schema">
        <Highlight text={schemaNames(module)} filter={filter} />
      </span>
      {module.error && (
        <errorIcon.react tag="span" className="djlab-Tree-badge" />
      )}
    </>
  );
}

function TableContent(props: {
  table: Table;
  severity: Finding['severity'];
  label: string;
  filter: Filter;
  count: IRowCount | null;
}): JSX.Element {
  const { table, severity, label, filter, count } = props;
  return (
    <>
      <TierIcon tier={table.tier} />
      <span className="djlab-Tree-label">
        <Highlight text={label} filter={filter} />
      </span>
      <span className="djlab-Tree-detail">
        <Highlight text={table.comment} filter={filter} />
      </span>
      <RowCount count={count} />
      {table.warnings.length > 0 && (
        <span
          className={`djlab-Tree-count djlab-mod-${severity}`}
          aria-hidden="true"
        >
          {table.warnings.length}
        </span>
      )}
    </>
  );
}

function AttributeContent(props: {
  attribute: Attribute;
  filter: Filter;
}): JSX.Element {
  const { attribute, filter } = props;
  const classes = ['djlab-Tree-label'];
  if (attribute.key) {
    classes.push('djlab-mod-key');
  }
  if (attribute.from !== null) {
    classes.push('djlab-mod-inherited');
  }
  return (
    <>
      <span className={classes.join(' ')}>
        <Highlight text={attribute.name} filter={filter} />
      </span>
      <span className="djlab-Tree-type">
        <Highlight text={attribute.type} filter={filter} />
      </span>
      <span className="djlab-Tree-detail">
        <Highlight text={attribute.comment} filter={filter} />
      </span>
    </>
  );
}
