// Durations and times, which the library reads as the command line does.
export * from '../api/duration.ts'
