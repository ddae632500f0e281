/** A mistake in what the user gave (diagram, firmware, command): the message is one sentence that says what, where and what to do. */
export class UserError extends Error {
  override readonly name = 'UserError';
}
