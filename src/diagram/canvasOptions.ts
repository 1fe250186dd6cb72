import type { IThemeManager } from '@jupyterlab/apputils';

import type { IProjectModel } from '../tokens';
import type { CursorFollower } from './cursor';
import type { LayoutService } from './layout';
import type { StatusSource } from './status';
import type { IDiagramView } from './view';

/** What a drawing surface is made with. */
export interface ICanvasOptions {
  readonly model: IProjectModel;
  readonly layouts: LayoutService;
  readonly themes: IThemeManager | null;
  readonly view?: IDiagramView;
  /** The view of a project that was not shown before. */
  readonly home?: IDiagramView;
  /** What the database says. */
  readonly status?: StatusSource | null;
  /** Knows the table that somebody edits. */
  readonly cursor?: CursorFollower | null;
  /** The largest scale at which a drawing is fitted. */
  readonly largest?: number;
  /** Whether the wheel zooms always, or only while the focus is inside. */
  readonly wheel?: 'always' | 'focused';
  /** Pixels that something covers: of the lower left corner, and of the upper side. */
  readonly covered?: () => { width: number; height: number; top: number };
}
