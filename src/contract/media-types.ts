/** The media types of request bodies that the harness writes. */

export const jsonType = 'application/json';
export const formType = 'application/x-www-form-urlencoded';
/** Text fields, each a part (RFC 7578). */
export const multipartType = 'multipart/form-data';

/** Whether a body has fields with names, and no JSON. */
export function isFormType(type: string): boolean {
  return type === formType || type === multipartType;
}

export function isJsonType(type: string): boolean {
  return /^application\/([\w.-]+\+)?json\b/i.test(type);
}
