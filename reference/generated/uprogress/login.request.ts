/* Generated from schemas/uprogress/login.request.schema.json by npm run generate. */

export interface UprogressLoginRequest {
  user: {
    email: string;
    password: string;
    authorization: {
      platform: string;
      platform_version: string;
      app_name: string;
      app_version: string;
      app?: string;
      provider?: string;
      [k: string]: unknown;
    };
    [k: string]: unknown;
  };
  [k: string]: unknown;
}
