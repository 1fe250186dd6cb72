import { badgesOf, describeState, short } from '../badges';

const state = {
  rows: 1234,
  total: 1000,
  remaining: 1,
  errors: 3,
  declared: true
};

describe('badges', () => {
  it('say errors, progress and rows', () => {
    expect(badgesOf(state).map(badge => badge.text)).toEqual([
      '✕ 3',
      '99 %',
      '1.2k'
    ]);
    expect(describeState(state)).toBe(
      'about 1,234 rows, 999 of 1000 populated, 3 failed jobs'
    );
  });

  it('say nothing that is not known', () => {
    expect(
      badgesOf({
        ...state,
        rows: null,
        total: null,
        remaining: null,
        errors: 0
      })
    ).toEqual([]);
    expect(badgesOf({ ...state, total: 0, remaining: 0 })).not.toContainEqual(
      expect.objectContaining({ kind: 'progress' })
    );
    expect(badgesOf({ ...state, declared: false })).toHaveLength(1);
  });

  it.each([
    [0, '0'],
    [999, '999'],
    [1000, '1.0k'],
    [9960, '10k'],
    [999_600, '1.0M'],
    [10_000_000, '10M']
  ])('shorten %d', (value, text) => {
    expect(short(value)).toBe(text);
  });
});
