import React from 'react';

import type { Finding } from '../../model';
import { useSnapshot, type IPanelContext } from '../hooks';
import { countBySeverity } from './counts';
import {
  findingKey,
  groupFindings,
  SEVERITIES,
  stillThere,
  type IFindingGroup,
  type Severity
} from './groups';
import { fixFinding, openFinding } from './actions';
import { FindingDetails } from './details';
import { SeverityIcon, severityName } from './severity';

/** More rows than a person reads; the filter finds the rest. */
const LIMIT = 1000;

/**
 * The section *Findings*: what the convention rules report, by module.
 */
export function FindingsSection({
  context
}: {
  context: IPanelContext;
}): JSX.Element | null {
  const snapshot = useSnapshot(context.model);
  const [hidden, setHidden] = React.useState<ReadonlySet<Severity>>(new Set());
  const [words, setWords] = React.useState('');
  const [chosen, setChosen] = React.useState<Finding | null>(null);
  const { trans } = context;
  if (!snapshot) {
    return null;
  }
  const { findings, tables } = snapshot.project;
  if (!findings.length) {
    return (
      <div className="djlab-Section-hint" role="status">
        <p>
          {tables.length
            ? trans.__('Nothing found: the project keeps the conventions.')
            : trans.__('No table was found, so there is nothing to check.')}
        </p>
      </div>
    );
  }
  const shown = new Set(SEVERITIES.filter(one => !hidden.has(one)));
  const groups = groupFindings(
    findings,
    path => snapshot.moduleAt(path)?.name ?? null,
    shown,
    words
  );
  const selected = stillThere(findings, chosen);
  const toggle = (severity: Severity) => {
    const next = new Set(hidden);
    if (!next.delete(severity)) {
      next.add(severity);
    }
    setHidden(next);
  };
  return (
    <div className="djlab-Findings">
      <div className="djlab-Findings-bar">
        <input
          type="search"
          className="jp-mod-styled djlab-Findings-filter"
          placeholder={trans.__('Filter')}
          title={trans.__('Filter findings')}
          aria-label={trans.__('Filter findings')}
          value={words}
          onChange={event => setWords(event.target.value)}
        />
        <div role="group" aria-label={trans.__('Severities that are shown')}>
          {SEVERITIES.map(severity => (
            <SeverityToggle
              key={severity}
              context={context}
              severity={severity}
              count={countBySeverity(findings)[severity]}
              pressed={!hidden.has(severity)}
              onToggle={() => toggle(severity)}
            />
          ))}
        </div>
      </div>
      {groups.length ? (
        <FindingList
          context={context}
          groups={groups}
          selected={selected}
          onSelect={setChosen}
        />
      ) : (
        <p className="djlab-Section-hint" role="status">
          {trans.__('No finding fits the filter.')}
        </p>
      )}
      {selected && <FindingDetails context={context} finding={selected} />}
    </div>
  );
}

function SeverityToggle({
  context: { trans },
  severity,
  count,
  pressed,
  onToggle
}: {
  context: IPanelContext;
  severity: Severity;
  count: number;
  pressed: boolean;
  onToggle: () => void;
}): JSX.Element {
  return (
    <button
      className="djlab-Findings-toggle"
      aria-pressed={pressed}
      aria-label={`${severityName(severity, trans)}: ${count}`}
      title={severityName(severity, trans)}
      onClick={onToggle}
    >
      <SeverityIcon severity={severity} />
      {count}
    </button>
  );
}

function FindingList({
  context,
  groups,
  selected,
  onSelect
}: {
  context: IPanelContext;
  groups: ReadonlyArray<IFindingGroup>;
  selected: Finding | null;
  onSelect: (finding: Finding) => void;
}): JSX.Element {
  const { trans } = context;
  const list = React.useRef<HTMLDivElement>(null);
  const id = React.useId();
  const flat = groups.flatMap(({ findings }) => findings).slice(0, LIMIT);
  const total = groups.reduce((sum, group) => sum + group.findings.length, 0);
  const position = Math.max(
    0,
    selected ? flat.findIndex(one => one === selected) : 0
  );
  const open = (finding: Finding) => void openFinding(finding, context);
  const move = (index: number) => {
    const finding = flat[Math.min(Math.max(0, index), flat.length - 1)];
    onSelect(finding);
    const options =
      list.current?.querySelectorAll<HTMLElement>('[role=option]');
    options?.[flat.indexOf(finding)]?.focus();
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const targets: Record<string, number> = {
      ArrowDown: position + 1,
      ArrowUp: position - 1,
      PageDown: position + 10,
      PageUp: position - 10,
      Home: 0,
      End: flat.length - 1
    };
    if (event.key in targets) {
      event.preventDefault();
      move(targets[event.key]);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      open(flat[position]);
    } else if (event.key === 'F2') {
      event.preventDefault();
      fixFinding(flat[position], context);
    }
  };
  let index = 0;
  return (
    <div
      ref={list}
      className="djlab-Findings-list"
      role="listbox"
      aria-label={trans.__('Findings')}
      onKeyDown={onKeyDown}
    >
      {groups.map((group, number) => {
        const items = group.findings.slice(0, Math.max(0, LIMIT - index));
        return (
          items.length > 0 && (
            <div
              key={group.name}
              role="group"
              aria-labelledby={`${id}-${number}`}
            >
              <div
                id={`${id}-${number}`}
                role="presentation"
                className="djlab-Findings-module"
              >
                <span>{group.name}</span>
                <span className="djlab-Tree-detail">
                  {group.findings.length}
                </span>
              </div>
              {items.map(finding => {
                const place = index++;
                return (
                  <FindingRow
                    key={`${findingKey(finding)}:${place}`}
                    context={context}
                    finding={finding}
                    selected={finding === selected}
                    reachable={place === position}
                    onSelect={onSelect}
                    onOpen={open}
                  />
                );
              })}
            </div>
          )
        );
      })}
      {total > LIMIT && (
        <p role="presentation" className="djlab-Section-hint">
          {trans.__('%1 more: use the filter.', total - LIMIT)}
        </p>
      )}
    </div>
  );
}

function FindingRow({
  context: { trans },
  finding,
  selected,
  reachable,
  onSelect,
  onOpen
}: {
  context: IPanelContext;
  finding: Finding;
  selected: boolean;
  reachable: boolean;
  onSelect: (finding: Finding) => void;
  onOpen: (finding: Finding) => void;
}): JSX.Element {
  const { code, slug, severity, message, path, line, column } = finding;
  return (
    <div
      role="option"
      aria-selected={selected}
      tabIndex={reachable ? 0 : -1}
      className="djlab-Findings-row"
      data-code={code}
      data-slug={slug}
      data-severity={severity}
      data-path={path}
      data-line={line}
      data-column={column}
      data-fixable={finding.fixable}
      title={`${path}:${line}\n${message}`}
      onClick={() => {
        onSelect(finding);
        onOpen(finding);
      }}
      onContextMenu={() => onSelect(finding)}
    >
      <SeverityIcon severity={severity} />
      <span className="djlab-visually-hidden">
        {severityName(severity, trans)}
      </span>
      <span className="djlab-Findings-message">{message}</span>
      <span className="djlab-Tree-detail">
        {code} {line > 1 || column > 1 ? `:${line}` : ''}
      </span>
    </div>
  );
}
