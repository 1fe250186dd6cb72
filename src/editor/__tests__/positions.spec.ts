import { applyChanges, changesOf, diffOf } from '../positions';

describe('edits', () => {
  it('count code points, whatever they take in the page', () => {
    const text = 'a\nb = "🐭🐭" : object@main\n';
    const edit = {
      line: 2,
      column: 12,
      end_line: 2,
      end_column: 23,
      text: '<object@main>'
    };
    expect(applyChanges(text, changesOf(text, [edit]))).toBe(
      'a\nb = "🐭🐭" : <object@main>\n'
    );
  });

  it('are applied from the last to the first', () => {
    const text = 'one two';
    const edits = [
      { line: 1, column: 1, end_line: 1, end_column: 4, text: '1' },
      { line: 1, column: 5, end_line: 1, end_column: 8, text: '2' }
    ];
    expect(applyChanges(text, changesOf(text, edits))).toBe('1 2');
  });
});

describe('diffOf', () => {
  it('shows what changes with the lines around', () => {
    const lines = Array.from({ length: 9 }, (_, index) => `line ${index + 1}`);
    const after = lines.map(line => line.replace('line 5', 'LINE 5'));
    expect(diffOf(lines.join('\n'), after.join('\n')).split('\n')).toEqual([
      '@@ -2,7 +2,7 @@',
      ' line 2',
      ' line 3',
      ' line 4',
      '-line 5',
      '+LINE 5',
      ' line 6',
      ' line 7',
      ' line 8'
    ]);
    expect(diffOf('same', 'same')).toBe('');
    expect(diffOf('a\nb\nb', 'a\nb')).toContain('-b');
  });
});
