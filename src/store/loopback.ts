// Hosts of this machine, to which plain http may go.

/** Whether a URL's host name (`[::1]` with brackets) is this machine, or below its name, as buckets and accounts of an emulator are. */
export const isLoopback = (hostname: string): boolean =>
  /^(127(\.\d{1,3}){3}|\[::1\]|([a-z0-9-]+\.)*localhost)$/i.test(hostname)
