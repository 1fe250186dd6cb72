import { dedent, tokenise } from '../table/tokens';

const kinds = (line: string) =>
  tokenise(line).map(({ kind, text }) => [kind, text.trim()]);

describe('tokenise', () => {
  it.each([
    ['# an animal', [['comment', '# an animal']]],
    ['---', [['separator', '---']]],
    [
      '-> [nullable] lab.Person  # who',
      [
        ['keyword', '->'],
        ['text', ''],
        ['keyword', '[nullable]'],
        ['reference', 'lab.Person'],
        ['comment', '# who']
      ]
    ],
    [
      "sex = 'U' : enum('F', '#') # as seen",
      [
        ['name', 'sex'],
        ['default', "= 'U'"],
        ['text', ':'],
        ['type', "enum('F', '#')"],
        ['comment', '# as seen']
      ]
    ],
    ['unique index (a, b)', [['keyword', 'unique index (a, b)']]],
    ['what is this', [['text', 'what is this']]]
  ])('%s', (line, expected) => {
    expect(kinds(line)).toEqual(expected);
  });

  it('loses no character', () => {
    const line = "  a = 'x' : varchar(3)   # 'b'";
    expect(
      tokenise(line)
        .map(({ text }) => text)
        .join('')
    ).toBe(line);
  });
});

test('dedent takes the indentation of the source away', () => {
  expect(dedent('\n    # c\n      a : int\n    ---\n  ')).toEqual([
    '# c',
    '  a : int',
    '---'
  ]);
});
