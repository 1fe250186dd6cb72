import { Frames } from '../frames';
import { widening } from '../edges';
import { rankOf } from '../search';

const SESSION = 'spyglass.common.common_session:Session';

describe('a search', () => {
  it.each([
    'session',
    'common_session.session',
    'spyglass.common.common_session.session',
    // As it is used: `from spyglass import common`.
    'common.session'
  ])('finds a table by %s', text => {
    expect(rankOf(SESSION, 'Session', text)).not.toBeNull();
  });

  it.each(['lab.session', 'common.subject', 'sessions'])(
    'does not find it by %s',
    text => {
      expect(rankOf(SESSION, 'Session', text)).toBeNull();
    }
  );

  it('ranks the table before its parts', () => {
    const rank = (name: string): number =>
      rankOf(`lab.session:${name}`, name, 'session.session') ?? Infinity;
    expect(rank('Session')).toBeLessThan(rank('Session.Observer'));
  });
});

describe('from afar', () => {
  it('what a drawing covers includes the names that hang over it', () => {
    const label = 'a_long_name_of_a_module';
    const frames = new Frames();
    frames.draw({ module: 'a', label }, [0, 0, 60, 40]);
    expect(frames.extent(1, [0, 0, 300, 40])[2]).toBe(300);
    const [left, , right] = frames.extent(0.2, [0, 0, 300, 40]);
    expect(left).toBeLessThan(-200);
    expect(right).toBe(300);
  });

  it('a thin line is seen, and a thick one is still thicker', () => {
    expect(widening(1)).toBe(0);
    expect(widening(3)).toBe(0);
    for (const scale of [0.5, 0.2, 0.05]) {
      const seen = (width: number): number => scale * (width + widening(scale));
      expect(seen(0.75)).toBeGreaterThan(0.3);
      expect(seen(2)).toBeGreaterThan(seen(0.75));
    }
  });
});
