import { unpackTraceback } from '../status/traceback';

// Browsers have it; the documents of the tests do not.
Object.assign(globalThis, jest.requireActual<object>('node:stream/web'));

// Packed by datajoint.blob.pack of DataJoint 2.3.5.
const SHORT =
  'ZGowAAUmAAAAAAAAAFRyYWNlYmFjayAobW9zdCByZWNlbnQgY2FsbCBsYXN0KToKw6kK';
const LONG = [
  'WkwxMjMAmRkAAAAAAAB4nIXXPW7UYBiF0TQ02QHdp1QgRei7/nd6WAGiN4OLIc4McoaCPbBoJCoK',
  '5OP27R7N2Pd8+17v3vx+e/f3+bwvp/Xrcnou716ur7eyr6f1ciunZdvKtrze3j/dl/LpvK3lYfnw',
  '49fDY9nOl7XUx3K+lJflef3vOcfn5vjcHp+743N/fB6Oz+PxeTo+z8iibOgWhAvKBemCdkG8oF6Q',
  'L+jXoF+j3x36NejXoF+Dfg36NejXoF+Dfi36tejX6o+Lfi36tejXol+Lfi36tejXoV+Hfh36dXrz',
  'oV+Hfh36dejXoV+Hfj369ejXo1+Pfr0+HejXo1+Pfj369eg3oN+AfgP6Deg3oN+gby/6Deg3oN+A',
  'fiP6jeg3ot+IfiP6jeg3aryg34h+I/pN6Deh34R+E/pN6Deh34R+k9Yf+k3oN6PfjH4z+s3oN6Pf',
  'jH4z+s3oN2s+cz9rQFct6KoJXbWhq0Z01YqumtFVO7pqSFeVNEVUkhihRsgReoQgoUhIEpkkQkmk',
  'koglkUsimEQyiWgS2STCSaSTiCeRTyKgREKJiBIZJUJKpJSIKZFTIqhEUomoElklwkqklYgrkVci',
  'sERiicgSmSVCS6SWiC2RWyK4RHKJ6BLZJcJLpJeIL5FfIsBEgokIExkmQkykmIgxkWMiyESSiSgT',
  'WSbCTKSZiDORZyLQRKKJSBOZJkJNpJqINZFrIthEsoloE9kmwk2km4g3kW8i4ETCiYiTf43zZdl+',
  'rh/3/bo/lcv1/g9hoi/n'
].join('');
const LIST = 'ZGowAAICAAAAAAAAAAQAAAAAAAAACgEAAQQAAAAAAAAACgEAAg==';

describe('a stored traceback', () => {
  it('is unpacked where it is short', async () => {
    expect(await unpackTraceback(SHORT)).toBe(
      'Traceback (most recent call last):\né\n'
    );
  });

  it('is unpacked where it is compressed, as far as it was read', async () => {
    const text = await unpackTraceback(LONG);
    expect(text?.length).toBe(6540);
    expect(text?.endsWith('ValueError: no\n')).toBe(true);
    const part = await unpackTraceback(LONG.slice(0, 400));
    expect(part?.startsWith('Traceback (most recent')).toBe(true);
  });

  it('is nothing where the blob is no text', async () => {
    expect(await unpackTraceback(LIST)).toBeNull();
    expect(await unpackTraceback('')).toBeNull();
  });
});
