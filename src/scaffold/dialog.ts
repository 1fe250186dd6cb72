import { Dialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Widget } from '@lumino/widgets';

/**
 * What a dialog asks of its body: `submit` writes, and resolves to whether the dialog is done.
 */
export interface IForm extends Widget {
  submit(): Promise<boolean>;
  /** What is to follow once the dialog is closed. */
  follow(): Promise<void>;
}

const FOCUSABLE = ['input', 'select', 'textarea', 'button', '[tabindex="0"]']
  .map(selector => `${selector}:not(:disabled)`)
  .join();

/**
 * A dialog that stays open until its form could be written.
 */
export class FormDialog extends Dialog<void> {
  constructor(
    title: string,
    private readonly _form: IForm,
    trans: TranslationBundle,
    accept: string = trans.__('Create')
  ) {
    super({
      title,
      body: _form,
      buttons: [
        Dialog.cancelButton({ label: trans.__('Cancel') }),
        Dialog.okButton({ label: accept })
      ],
      defaultButton: 1,
      focusNodeSelector: '[data-djlab-focus]',
      hasClose: true
    });
    this.addClass('djlab-FormDialog');
  }

  /** JupyterLab's dialog takes for the first field what is there before the form is drawn: its own button. */
  override handleEvent(event: Event): void {
    if (event.type === 'keydown' && this._leaves(event as KeyboardEvent)) {
      event.preventDefault();
      event.stopPropagation();
      this._form.node.querySelector<HTMLElement>(FOCUSABLE)?.focus();
      return;
    }
    super.handleEvent(event);
  }

  private _leaves({ key, shiftKey, target }: KeyboardEvent): boolean {
    const buttons = this.node.querySelectorAll('.jp-Dialog-footer button');
    return key === 'Tab' && !shiftKey && target === [...buttons].pop();
  }

  /** The dialog gives the focus back when it closes; only then an editor that is opened keeps it. */
  override async launch(): Promise<Dialog.IResult<void>> {
    const result = await super.launch();
    await this._form.follow();
    return result;
  }

  override resolve(index?: number): void {
    const accepted = index === undefined || index === 1;
    if (!accepted) {
      super.resolve(index);
      return;
    }
    if (this._isBusy) {
      return;
    }
    this._isBusy = true;
    void this._form
      .submit()
      .then(done => {
        if (done) {
          super.resolve(1);
        }
      })
      .finally(() => {
        this._isBusy = false;
      });
  }

  private _isBusy = false;
}
