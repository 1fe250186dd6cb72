import { ServerConnection } from '@jupyterlab/services';
import { nullTranslator } from '@jupyterlab/translation';

import { ApiError } from '../api';
import { whyOutdated } from '../outdated';

const trans = nullTranslator.load('djlab');

describe('why a project is not up to date', () => {
  it('is that its folder is gone, which the server said', () => {
    const gone = new ApiError(
      404,
      'There is no such folder any more.',
      'missing'
    );
    const text = whyOutdated(gone, trans);
    expect(text).toMatch(/the folder of the project is gone\..*choose another/);
    expect(text).not.toContain('..');
  });

  it('is that the server does not answer, and then nothing is to be done', () => {
    const dead = new ServerConnection.NetworkError(
      new TypeError('Failed to fetch')
    );
    const text = whyOutdated(dead, trans);
    expect(text).toMatch(/server does not answer\..*by itself\.$/);
    expect(text).not.toContain('Failed to fetch');
  });

  it.each(['It broke.', 'It broke'])('is what the server said: %s', message => {
    expect(whyOutdated(new ApiError(500, message, ''), trans)).toBe(
      'Not up to date: It broke. This is the last state that is known.'
    );
  });
});
