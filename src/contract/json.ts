/** Values of JSON, as a contract holds them. */

export type Json = null | boolean | number | string | Json[] | { [member: string]: Json };
export type JsonObject = Record<string, Json>;
