// How long a silent server is waited for when nobody says otherwise.
export { DEFAULT_TIMEOUTS } from '../api/defaults.ts'
