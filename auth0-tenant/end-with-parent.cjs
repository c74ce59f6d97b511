// Loaded into the deploy tool before anything else: when podlink is gone, killed or not, nothing more is written.
process.on('disconnect', () => process.exit(1))
// Listening must not keep the tool alive once it is done.
process.channel?.unref()
