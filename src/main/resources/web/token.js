/**
 * Reads a token's claims for display only: which buttons to show, whose session this is.
 * The server alone decides what the token may do. Pure.
 */
const MAY_ACKNOWLEDGE = new Set(['clinician', 'lead', 'admin']);
const MAY_SET_LIMITS = new Set(['lead', 'admin']);

export function readClaims(token) {
  try {
    const payload = token.split('.')[1].replaceAll('-', '+').replaceAll('_', '/');
    const bytes = Uint8Array.from(atob(payload), (c) => c.charCodeAt(0));
    const claims = JSON.parse(new TextDecoder().decode(bytes));
    return claims && typeof claims === 'object' ? claims : null;
  } catch {
    return null;
  }
}

/** Why this can't be a token to sign in with, or null. */
export function tokenProblem(token, nowMs) {
  const claims = readClaims(token);
  if (!claims) return 'That is not a Vigil token: paste all of it, three parts with two dots.';
  if (claims.exp && claims.exp * 1000 < nowMs) return 'This token has expired. Ask for a new one.';
  if (claims.role === 'device') return 'This is a device token; it can’t open the ward page.';
  return null;
}

export function mayAcknowledge(claims) {
  return MAY_ACKNOWLEDGE.has(claims?.role);
}

export function maySetLimits(claims) {
  return MAY_SET_LIMITS.has(claims?.role);
}
