import * as React from 'react';

export interface IButtonProps {
  /** What is seen on the button: words, or a sign such as `✕`. */
  readonly label: string;
  readonly title?: string;
  readonly menu?: boolean;
  readonly onClick: (event: React.MouseEvent<HTMLButtonElement>) => void;
}

/** A button; its title, where it has one, describes it, and names it where a sign stands for words. */
export function Action(props: IButtonProps): JSX.Element {
  return (
    <button
      type="button"
      className="djl-Button"
      title={props.title}
      aria-label={nameOf(props)}
      aria-haspopup={props.menu ? 'menu' : undefined}
      onClick={props.onClick}
    >
      {props.label}
    </button>
  );
}

/** A button that stays pressed. */
export function Toggle(props: IButtonProps & { on: boolean }): JSX.Element {
  return (
    <button
      type="button"
      className="djl-Button"
      title={props.title}
      aria-label={nameOf(props)}
      aria-pressed={props.on}
      onClick={props.onClick}
    >
      {props.label}
    </button>
  );
}

/** Who speaks to the page says the words that stand on a button: they are its name (WCAG 2.5.3), if there are any. */
function nameOf({ label, title }: IButtonProps): string | undefined {
  return /[\p{L}\p{N}]/u.test(label) ? undefined : title;
}
