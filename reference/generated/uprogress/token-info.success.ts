/* Generated from schemas/uprogress/token-info.success.schema.json by npm run generate. */

export interface UprogressCurrentUser {
  current_user: {
    id: number;
    email: string;
    nick: string;
    first_name: string | null;
    last_name: string | null;
    description: string | null;
    location: string | null;
    attachment: {
      [k: string]: unknown;
    } | null;
    [k: string]: unknown;
  };
  [k: string]: unknown;
}
