import { URLExt } from '@jupyterlab/coreutils';

import { compact, toView, type IDiagramView } from './view';

/** Name of the query's parameter that holds a view. */
export const PARAMETER = 'djlab';

/** What a link opens. */
export interface ILink {
  /** Contents path of the project; null leaves the choice as it is. */
  readonly project: string | null;
  readonly view: IDiagramView;
}

/** The address that opens a view in the JupyterLab of a server, given by its base URL. */
export function toLink(link: ILink, baseUrl: string): string {
  const data = {
    ...(link.project === null ? {} : { project: link.project }),
    ...compact(link.view)
  };
  return `${URLExt.join(baseUrl, 'lab')}?${PARAMETER}=${encodeURIComponent(JSON.stringify(data))}`;
}

/** The view in the query of an address, or null when there is none. What cannot be read opens the default view. */
export function fromQuery(query: string): ILink | null {
  const text = new URLSearchParams(query).get(PARAMETER);
  if (text === null) {
    return null;
  }
  let data: unknown = null;
  try {
    data = JSON.parse(text);
  } catch {
    // A link that was cut off on its way still opens the diagram.
  }
  const project =
    typeof data === 'object' && data !== null && 'project' in data
      ? data.project
      : null;
  return {
    project: typeof project === 'string' ? project : null,
    view: toView(data)
  };
}
