import { contextAt, findDefinitions, referenceAt } from '../definitions';

const SOURCE = `class Session(dj.Manual):
    definition = """
    # one session
    -> [nullable] subject.Sub
    session_id : in
    ---
    raw = null : <blob@ma
    note = "a : b" : varchar(20)  # text
    """

    def make(self, key): ...
`;

/** The context behind the first place where this text stands. */
function behind(text: string, source = SOURCE) {
  return contextAt(source, source.indexOf(text) + text.length);
}

describe('definitions', () => {
  it('are found by their quotes, closed or not', () => {
    const [range] = findDefinitions(SOURCE);
    expect(SOURCE.slice(range.start, range.end)).toContain('one session');
    expect(SOURCE.slice(range.start, range.end)).not.toContain('make');
    expect(findDefinitions("definition = '''\nx : int")).toHaveLength(1);
    expect(findDefinitions('# definition = """\n"""')).toHaveLength(0);
    expect(findDefinitions('  definition: str = """x"""')).toHaveLength(1);
  });

  it('know what is being typed', () => {
    expect(behind('subject.Sub')).toMatchObject({
      kind: 'target',
      prefix: 'subject.Sub'
    });
    expect(behind(': in')).toMatchObject({ kind: 'type', prefix: 'in' });
    expect(behind('<blob@ma')).toMatchObject({
      kind: 'store',
      prefix: 'ma',
      bracketed: true
    });
    expect(behind('"a : b" : va')).toMatchObject({ kind: 'type' });
  });

  it('offer nothing in names, defaults, comments and outside', () => {
    for (const text of ['session_', '"a', '# one', '# te', 'def make']) {
      expect(behind(text)).toBeNull();
    }
  });

  it('know the reference under the mouse', () => {
    const at = SOURCE.indexOf('ject.Sub');
    const found = referenceAt(SOURCE, at);
    expect(found?.expression).toBe('subject.Sub');
    expect(SOURCE.slice(found!.start, found!.end)).toBe('subject.Sub');
    expect(referenceAt(SOURCE, SOURCE.indexOf('session_id'))).toBeNull();
    const renamed = 'definition = """\n-> Subject.proj(a="b")\n"""';
    expect(referenceAt(renamed, renamed.indexOf('bject'))?.expression).toBe(
      'Subject'
    );
  });
});
