import { fromQuery, toLink } from '../link';
import { DEFAULT_VIEW } from '../view';

const view = {
  ...DEFAULT_VIEW,
  focus: 'lab.session:Session',
  upstream: null,
  downstream: 2,
  toggled: ['lab.subject']
};

describe('a link to a view', () => {
  it.each(['http://host:8888/', 'https://hub.example/user/ann/'])(
    'comes back as it was made: %s',
    base => {
      const link = toLink({ project: 'work/über uns & co', view }, base);
      expect(link.startsWith(`${base}lab?djlab=`)).toBe(true);
      expect(fromQuery(new URL(link).search)).toEqual({
        project: 'work/über uns & co',
        view
      });
    }
  );

  it('holds only what is not the default', () => {
    const link = toLink({ project: null, view: DEFAULT_VIEW }, 'http://host/');
    expect(decodeURIComponent(link)).toBe('http://host/lab?djlab={}');
  });

  it('opens the default view when it was cut off', () => {
    expect(fromQuery('?reset&djlab=%7B%22foc')).toEqual({
      project: null,
      view: DEFAULT_VIEW
    });
    expect(fromQuery('?reset')).toBeNull();
  });
});
