import * as React from 'react';

export interface IButtonProps {
  readonly label: string;
  readonly title?: string;
  readonly menu?: boolean;
  readonly onClick: (event: React.MouseEvent<HTMLButtonElement>) => void;
}

/** A button; its title, where it has one, is its name. */
export function Action(props: IButtonProps): JSX.Element {
  return (
    <button
      type="button"
      className="djl-Button"
      title={props.title}
      aria-label={props.title}
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
      aria-pressed={props.on}
      onClick={props.onClick}
    >
      {props.label}
    </button>
  );
}
