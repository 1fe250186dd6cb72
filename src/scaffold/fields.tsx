import * as React from 'react';

export interface IFieldProps {
  readonly name: string;
  readonly label: string;
  /** Why the value cannot be used; empty when it can. */
  readonly problem: string;
  readonly hint?: string;
}

/**
 * A label, its control, and below it what is wrong with the value.
 */
export function Field(
  props: IFieldProps & {
    readonly children: (
      attributes: React.AriaAttributes & { id: string; name: string }
    ) => React.ReactElement;
  }
): React.ReactElement {
  const id = React.useId();
  const { name, label, problem, hint } = props;
  const described = [problem && `${id}-problem`, hint && `${id}-hint`];
  return (
    <div className="djlab-Field" data-djlab-field={name}>
      <label htmlFor={id}>{label}</label>
      {props.children({
        id,
        name,
        'aria-invalid': problem ? true : undefined,
        'aria-describedby': described.filter(Boolean).join(' ') || undefined
      })}
      {hint && !problem && (
        <div className="djlab-Field-hint" id={`${id}-hint`}>
          {hint}
        </div>
      )}
      {problem && (
        <div className="djlab-Form-problem" id={`${id}-problem`}>
          {problem}
        </div>
      )}
    </div>
  );
}

/**
 * A field of one line of text.
 */
export function TextField(
  props: IFieldProps & {
    readonly value: string;
    readonly placeholder?: string;
    readonly isFocused?: boolean;
    readonly change: (value: string) => void;
  }
): React.ReactElement {
  return (
    <Field {...props}>
      {attributes => (
        <input
          {...attributes}
          className="jp-mod-styled"
          type="text"
          autoComplete="off"
          spellCheck={false}
          value={props.value}
          placeholder={props.placeholder}
          data-djlab-focus={props.isFocused ? '' : undefined}
          onChange={event => props.change(event.target.value)}
        />
      )}
    </Field>
  );
}

/** The tiers of tables that a dialog writes; they are words of DataJoint in every language. */
export const TIERS = ['Manual', 'Lookup', 'Imported', 'Computed'].map(
  tier => [tier, tier] as const
);

/**
 * A field with a choice of one.
 */
export function ChoiceField(
  props: IFieldProps & {
    readonly value: string;
    readonly choices: ReadonlyArray<readonly [string, string]>;
    readonly isFocused?: boolean;
    readonly change: (value: string) => void;
  }
): React.ReactElement {
  return (
    <Field {...props}>
      {attributes => (
        <select
          {...attributes}
          className="jp-mod-styled"
          value={props.value}
          data-djlab-focus={props.isFocused ? '' : undefined}
          onChange={event => props.change(event.target.value)}
        >
          {props.choices.map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

/**
 * A field that is on or off.
 */
export function CheckField(props: {
  readonly name: string;
  readonly label: string;
  readonly value: boolean;
  readonly hint?: string;
  readonly isFocused?: boolean;
  readonly change: (value: boolean) => void;
}): React.ReactElement {
  return (
    <label className="djlab-Check">
      <input
        type="checkbox"
        name={props.name}
        checked={props.value}
        data-djlab-focus={props.isFocused ? '' : undefined}
        onChange={event => props.change(event.target.checked)}
      />
      {props.label}
      {props.hint && <span className="djlab-Field-hint">{props.hint}</span>}
    </label>
  );
}
