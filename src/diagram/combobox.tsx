import * as React from 'react';

export interface IChoice {
  readonly value: string;
  readonly label: string;
  readonly detail?: string;
}

export interface IComboboxProps {
  readonly label: string;
  readonly placeholder: string;
  readonly value: string;
  readonly choices: (text: string) => ReadonlyArray<IChoice>;
  /** Called for every change of the text. */
  readonly onText: (text: string) => void;
  /** Called with the choice that was taken, or with null when Enter took the text as it is. */
  readonly onTake: (choice: IChoice | null) => void;
  readonly onLeave?: () => void;
  /** Says how many choices there are, also to those who do not see them; with none it is shown. */
  readonly told?: (count: number) => string;
  readonly invalid?: boolean;
  readonly inputRef?: React.Ref<HTMLInputElement>;
}

let count = 0;

/**
 * A text field with a list of choices below it, by the combobox pattern of ARIA.
 */
export function Combobox(props: IComboboxProps): JSX.Element {
  const [id] = React.useState(() => `djl-combobox-${++count}`);
  const [open, setOpen] = React.useState(false);
  const [active, setActive] = React.useState(-1);
  const choices = open ? props.choices(props.value) : [];
  const told =
    open && props.value.trim() ? (props.told?.(choices.length) ?? '') : '';
  const close = (): void => {
    setOpen(false);
    setActive(-1);
  };
  const take = (choice: IChoice | null): void => {
    close();
    props.onTake(choice);
  };
  const onKeyDown = (event: React.KeyboardEvent): void => {
    switch (event.key) {
      case 'ArrowDown':
      case 'ArrowUp': {
        const by = event.key === 'ArrowDown' ? 1 : -1;
        setOpen(true);
        setActive(old =>
          choices.length ? (old + by + choices.length) % choices.length : -1
        );
        break;
      }
      case 'Enter':
        take(choices[active] ?? null);
        break;
      case 'Escape':
        if (open && choices.length) {
          close();
        } else {
          props.onLeave?.();
        }
        break;
      default:
        event.stopPropagation();
        return;
    }
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="djl-Combobox">
      <input
        ref={props.inputRef}
        type="text"
        role="combobox"
        spellCheck={false}
        autoComplete="off"
        aria-label={props.label}
        aria-expanded={choices.length > 0}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={choices[active] ? `${id}-${active}` : undefined}
        aria-invalid={
          props.invalid || (told !== '' && !choices.length) || undefined
        }
        placeholder={props.placeholder}
        value={props.value}
        onChange={event => {
          setOpen(true);
          setActive(-1);
          props.onText(event.target.value);
        }}
        onKeyDown={onKeyDown}
        onBlur={close}
      />
      {props.told && (
        <div
          role="status"
          className={`djl-told${told && !choices.length ? '' : ' djl-unseen'}`}
        >
          {told}
        </div>
      )}
      <ul
        id={`${id}-list`}
        role="listbox"
        aria-label={props.label}
        hidden={!choices.length}
      >
        {choices.map((choice, index) => (
          <li
            key={choice.value}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === active}
            // The field must not lose the focus before the click arrives.
            onMouseDown={event => event.preventDefault()}
            onClick={() => take(choice)}
          >
            <span>{choice.label}</span>
            {choice.detail && <small>{choice.detail}</small>}
          </li>
        ))}
      </ul>
    </div>
  );
}
