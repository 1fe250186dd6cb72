import { rowCountsOf } from '../rowCounts';

const ID = 'workflow.subject:Subject';

describe('the numbers of rows', () => {
  it('are the same for everybody, the last estimate unless they were counted', () => {
    const counts = rowCountsOf('/home/lab/demo');
    let changes = 0;
    counts.changed.connect(() => changes++);
    expect(counts.rows(ID)).toBeNull();
    counts.estimate([[ID, 3]]);
    counts.estimate([[ID, 3]]);
    expect(changes).toBe(1);
    rowCountsOf('/home/lab/demo').estimate([[ID, 8]]);
    expect(counts.rows(ID)).toBe(8);
    counts.count([[ID, 9]]);
    counts.estimate([[ID, 7]]);
    expect([counts.rows(ID), counts.isExact(ID)]).toEqual([9, true]);
    expect(rowCountsOf('/home/lab/other').rows(ID)).toBeNull();
    counts.forget();
    expect(counts.rows(ID)).toBeNull();
  });
});
