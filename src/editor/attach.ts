import type { CodeEditor } from '@jupyterlab/codeeditor';
import type { IEditorExtensionRegistry } from '@jupyterlab/codemirror';
import { Compartment, type Extension } from '@codemirror/state';
import { ViewPlugin, type EditorView } from '@codemirror/view';

const PYTHON = /^text\/x-i?python$/;

/** Makes the extension of one editor; `inline` tells a cell from a file. */
export type MakeExtension = (
  model: CodeEditor.IModel,
  inline: boolean
) => Promise<Extension>;

/**
 * Gives every editor of Python an extension whose code is loaded when the first such editor appears.
 */
export function attachToEditors(
  registry: IEditorExtensionRegistry,
  make: MakeExtension
): void {
  registry.addExtension({
    name: 'djlab',
    factory: ({ model, inline }) => {
      const place = new Compartment();
      const starter = ViewPlugin.define(view => {
        let alive = true;
        const start = () => {
          if (PYTHON.test(model.mimeType)) {
            model.mimeTypeChanged.disconnect(start);
            void make(model, inline).then(extension => {
              if (alive) {
                fill(view, place, extension);
              }
            });
          }
        };
        model.mimeTypeChanged.connect(start);
        start();
        return {
          destroy: () => {
            alive = false;
            model.mimeTypeChanged.disconnect(start);
          }
        };
      });
      return {
        instance: () => [place.of([]), starter],
        reconfigure: () => null
      };
    }
  });
}

function fill(
  view: EditorView,
  place: Compartment,
  extension: Extension
): void {
  view.dispatch({ effects: place.reconfigure(extension) });
}
