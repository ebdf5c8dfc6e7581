package supervisor

import (
	"bytes"
	"context"
	"io"
	"os"
	"strings"
	"time"
)

// RotateLog moves a log of an earlier run to FILE.1, so that FILE holds this run
// only and what is kept is bounded.
func RotateLog(file string) error {
	err := os.Rename(file, file+".1")
	if os.IsNotExist(err) {
		return nil
	}
	return err
}

// BoundLogs keeps logs that are being written below the given size, until ctx is
// done: it looks once a minute, copies a log that has grown too large to FILE.1
// and empties it. The writers append, so they go on at the new end.
func BoundLogs(ctx context.Context, files []string, maxBytes int64) {
	ticker := time.NewTicker(time.Minute)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			for _, file := range files {
				boundLog(file, maxBytes)
			}
		}
	}
}

// boundLog is best effort: what cannot be copied is dropped, as a full disk
// would be worse than a missing log.
func boundLog(file string, maxBytes int64) {
	info, err := os.Stat(file)
	if err != nil || info.Size() <= maxBytes {
		return
	}
	if from, err := os.Open(file); err == nil {
		if to, err := os.OpenFile(file+".1", os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600); err == nil {
			_, _ = io.Copy(to, io.LimitReader(from, info.Size()))
			to.Close()
		}
		from.Close()
	}
	_ = os.Truncate(file, 0)
}

// lastLine is the last line of a log as the end of a message (": LINE"), or
// nothing where there is none.
func lastLine(file string) string {
	f, err := os.Open(file)
	if err != nil {
		return ""
	}
	defer f.Close()
	const tail = 4096
	if info, err := f.Stat(); err == nil && info.Size() > tail {
		_, _ = f.Seek(-tail, io.SeekEnd)
	}
	text, err := io.ReadAll(f)
	if err != nil {
		return ""
	}
	lines := strings.Split(string(bytes.TrimSpace(text)), "\n")
	if last := strings.TrimSpace(lines[len(lines)-1]); last != "" {
		return ": " + last
	}
	return ""
}
