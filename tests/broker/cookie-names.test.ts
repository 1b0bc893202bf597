import { expect, test } from '@jest/globals';
import { cookieNames } from '../../sidecar/broker/link-login.ts';

test('under https the cookies of a link are `__Secure-`: a page without TLS cannot plant them', () => {
  expect(cookieNames(true)).toEqual({
    handle: '__Secure-einlass_handle',
    login: '__Secure-einlass_login',
    browser: '__Secure-einlass_browser',
  });
});

test('on this machine without TLS they have no prefix, which browsers would refuse', () => {
  expect(cookieNames(false)).toEqual({
    handle: 'einlass_handle',
    login: 'einlass_login',
    browser: 'einlass_browser',
  });
});
