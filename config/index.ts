/** The settings (one schema, parsed once at the start of each process), its logger and its life. */
export { type Config, ConfigError, loadConfig } from './config.js';
export { brokerSettings, temporalSettings } from './connection-settings.js';
export { createLogger, type Logger } from './logger.js';
export { type ProcessDefinition, runProcess, StartError } from './process.js';
