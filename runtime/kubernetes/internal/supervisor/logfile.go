package supervisor

import (
	"bytes"
	"context"
	"io"
	"os"
	"strings"
	"time"
)

// RotateLog moves the log of an earlier run to FILE.1, which limits the kept size.
func RotateLog(file string) error {
	err := os.Rename(file, file+".1")
	if os.IsNotExist(err) {
		return nil
	}
	return err
}

// BoundLogs limits the size of logs until ctx is done: once a minute it copies a log
// that is too large to FILE.1 and truncates it. The writers append to the new end.
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

// boundLog drops what it cannot copy: a full disk is worse than a missing log.
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

// lastLine returns the last line of a log as the end of a message (": LINE"), or
// nothing.
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
