import { ReactWidget, UseSignal } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Signal } from '@lumino/signaling';
import * as React from 'react';

import type { IPlan } from '../model';
import type { IForm } from './dialog';
import type { Planner } from './planner';
import { Preview } from './preview';

/** What the fields of a form are given. */
export interface IFieldsProps<T> {
  readonly options: T;
  readonly trans: TranslationBundle;
  /** Why the value of a field cannot be used; empty when it can, or when the user has not come to it yet. */
  readonly problem: (field: string) => string;
  readonly change: (options: Partial<T>, field: string) => void;
}

/**
 * Asks a question inside the form, with the label of the button that says yes. (JupyterLab shows one dialog at a time:
 * a second one would wait until the form's own is closed.)
 */
export type Ask = (question: string, yes: string) => Promise<boolean>;

export interface IFormOptions<T> {
  readonly planner: Planner;
  readonly options: T;
  readonly trans: TranslationBundle;
  readonly fields: React.ComponentType<IFieldsProps<T>>;
  /** Fields that the user has filled by the way the dialog was opened. */
  readonly touched?: ReadonlyArray<string>;
  /** The options as the server takes them. */
  readonly request: (options: T) => object;
  /** Asks what has to be asked before a plan is written: whether to go on, and whether to plan anew before. */
  readonly prepare?: (
    plan: IPlan,
    ask: Ask
  ) => Promise<'go' | 'again' | 'stop'>;
  /** Writes a plan; rejects with the reason. Gives what is to follow once the dialog is closed. */
  readonly apply: (plan: IPlan) => Promise<() => Promise<void>>;
}

/**
 * A form beside a preview of what it would write.
 */
export class Form<T extends object> extends ReactWidget implements IForm {
  constructor(private readonly _setup: IFormOptions<T>) {
    super();
    this.addClass('djlab-Form');
    this._options = _setup.options;
    this._touched = new Set(_setup.touched);
    _setup.planner.changed.connect(this._redraw, this);
    _setup.planner.setOptions(_setup.request(this._options));
  }

  override dispose(): void {
    if (!this.isDisposed) {
      this._question?.answer(false);
      this._setup.planner.dispose();
      Signal.clearData(this);
    }
    super.dispose();
  }

  async submit(): Promise<boolean> {
    const { planner } = this._setup;
    this._isSubmitted = true;
    this._redraw();
    let plan = await this._acceptable();
    const prepared =
      (plan && (await this._setup.prepare?.(plan, this._ask))) ?? 'go';
    if (prepared === 'again') {
      planner.setOptions(this._setup.request(this._options));
      plan = await this._acceptable();
    }
    if (!plan || prepared === 'stop') {
      return false;
    }
    try {
      this._follow = await this._setup.apply(plan);
    } catch (reason) {
      this._failure = reason instanceof Error ? reason.message : String(reason);
      // A plan is good for one try: what stood in its way shows in the next one.
      planner.setOptions(this._setup.request(this._options));
      this._redraw();
      return false;
    }
    return true;
  }

  /** What is to follow once the dialog is closed. */
  follow(): Promise<void> {
    return this._follow();
  }

  /** The plan, where it can be written; else the problems are shown. */
  private async _acceptable(): Promise<IPlan | null> {
    const { planner } = this._setup;
    await settled(planner);
    const { plan } = planner;
    if (plan && plan.problems.length === 0) {
      return plan;
    }
    this._announceProblems();
    return null;
  }

  /**
   * The signal sets a state of React in the event of a keystroke, so that the field holds it before the event ends. A
   * widget's own update comes after: until then React puts the old text back, which moves the caret to its end and
   * loses what was typed in between.
   */
  protected render(): React.ReactElement {
    return <UseSignal signal={this._changed}>{this._draw}</UseSignal>;
  }

  private readonly _draw = (): React.ReactElement => {
    const { planner, trans, fields: Fields } = this._setup;
    const general = this._problem('') || this._failure || planner.error;
    return (
      <div className="djlab-Form-columns">
        <div className="djlab-Form-fields">
          <Fields
            options={this._options}
            trans={trans}
            problem={this._problem}
            change={this._change}
          />
          <div
            className="djlab-Form-problem"
            role="alert"
            data-djlab-field="general"
          >
            {general}
          </div>
          {this._question && <Question {...this._question} trans={trans} />}
        </div>
        <Preview
          plan={planner.plan}
          isBusy={planner.isBusy}
          hasProblems={(planner.plan?.problems.length ?? 0) > 0}
          trans={trans}
        />
        <div className="djlab-Form-status" aria-live="polite">
          {this._announcement()}
        </div>
      </div>
    );
  };

  private _redraw(): void {
    this._changed.emit();
  }

  private readonly _problem = (field: string): string => {
    const found = this._setup.planner.plan?.problems.find(
      problem => problem.field === field
    );
    const isShown =
      this._isSubmitted ||
      field === '' ||
      this._touched.has(field) ||
      this._touched.has(field.replace(/\.\d+$/, ''));
    return found && isShown ? found.message : '';
  };

  private readonly _change = (options: Partial<T>, field: string): void => {
    this._options = { ...this._options, ...options };
    this._touched.add(field);
    this._failure = '';
    this._question?.answer(false);
    this._setup.planner.setOptions(this._setup.request(this._options));
    this._redraw();
  };

  private readonly _ask: Ask = (text, yes) =>
    new Promise(resolve => {
      this._question = {
        text,
        yes,
        answer: isAccepted => {
          this._question = null;
          this._redraw();
          resolve(isAccepted);
        }
      };
      this._redraw();
    });

  /** What a screen reader says once typing rests. */
  private _announcement(): string {
    const { planner, trans } = this._setup;
    if (planner.isBusy || !planner.plan) {
      return '';
    }
    const shown = planner.plan.problems.filter(({ field }) =>
      this._problem(field)
    );
    if (shown.length > 0) {
      return shown.map(({ message }) => message).join('. ');
    }
    const count = planner.plan.files.filter(
      ({ action }) => action !== 'skip'
    ).length;
    return trans._n(
      '%1 file would be written',
      '%1 files would be written',
      count
    );
  }

  private _announceProblems(): void {
    this._redraw();
    requestAnimationFrame(() => {
      this.node.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
    });
  }

  private readonly _changed = new Signal<this, void>(this);
  private _options: T;
  private readonly _touched: Set<string>;
  private _isSubmitted = false;
  private _failure = '';
  private _follow: () => Promise<void> = () => Promise.resolve();
  private _question: IQuestion | null = null;
}

interface IQuestion {
  readonly text: string;
  readonly yes: string;
  readonly answer: (isAccepted: boolean) => void;
}

function Question(
  props: IQuestion & { readonly trans: TranslationBundle }
): React.ReactElement {
  const { text, yes, answer, trans } = props;
  const id = React.useId();
  return (
    <div
      className="djlab-Form-question"
      role="alertdialog"
      aria-labelledby={id}
    >
      <p id={id}>{text}</p>
      <button
        type="button"
        className="jp-mod-styled jp-mod-reject"
        onClick={() => answer(false)}
      >
        {trans.__('Back')}
      </button>
      <button
        type="button"
        className="jp-mod-styled jp-mod-accept"
        autoFocus={true}
        onClick={() => answer(true)}
      >
        {yes}
      </button>
    </div>
  );
}

/** Resolves when no plan is under way. */
function settled(planner: Planner): Promise<void> {
  return new Promise(resolve => {
    const check = () => {
      if (!planner.isBusy) {
        planner.changed.disconnect(check);
        resolve();
      }
    };
    planner.changed.connect(check);
    check();
  });
}
