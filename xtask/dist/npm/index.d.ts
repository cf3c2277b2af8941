/** The path of the command. */
export const binary: string;

/** A fake WeChat that runs in a process of its own. */
export interface Sandbox {
  baseUrl: string;
  /** All that it tells: base_url, appid, secret, corpid and so on. */
  info: Record<string, string | number>;
  /** The variables by which the command finds it. */
  env: Record<string, string>;
  close(): Promise<void>;
}

/** Starts one, with further arguments of `wxkit sandbox`. */
export function sandbox(...args: string[]): Promise<Sandbox>;
