package nodeports

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes/fake"
)

// machine opens a free port for each requested one, except for one that is in use.
type machine struct {
	mutex sync.Mutex
	taken int
	open  map[int]string
}

func (m *machine) listen(port int) (net.Listener, error) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	if port == m.taken {
		return nil, errors.New("address already in use")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err == nil {
		m.open[port] = l.Addr().String()
	}
	return l, err
}

func (m *machine) give() {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	m.taken = 0
}

// answers fails unless a port accepts connections.
func (m *machine) answers(port int) error {
	m.mutex.Lock()
	address := m.open[port]
	m.mutex.Unlock()
	if address == "" {
		return fmt.Errorf("port %d was not opened", port)
	}
	c, err := net.Dial("tcp", address)
	if err == nil {
		c.Close()
	}
	return err
}

func eventually(t *testing.T, what string, attempt func() error) {
	t.Helper()
	deadline := time.Now().Add(20 * time.Second)
	for {
		err := attempt()
		if err == nil {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("timed out waiting for %s: %v", what, err)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

func TestFollowsServices(t *testing.T) {
	client := fake.NewClientset(service("a", corev1.ServicePort{NodePort: 30001}))
	m := &machine{taken: 30002, open: map[int]string{}}
	log := &syncBuffer{}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	w := &Watcher{Client: client, Listen: m.listen, Node: "127.0.0.1", Log: slog.New(slog.NewTextHandler(log, nil))}
	go func() { defer close(done); w.Run(ctx) }()
	eventually(t, "the first port", func() error { return m.answers(30001) })

	services := client.CoreV1().Services("default")
	if _, err := services.Create(ctx, service("b", corev1.ServicePort{NodePort: 30002}), metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the log to name the port that is taken", func() error {
		if !strings.Contains(log.String(), "port=30002 service=default/b") {
			return errors.New(log.String())
		}
		return nil
	})
	m.give()
	eventually(t, "the second port", func() error { return m.answers(30002) })

	if err := services.Delete(ctx, "a", metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the first port to be closed", func() error {
		if m.answers(30001) == nil {
			return errors.New("it answers")
		}
		return nil
	})
	cancel()
	<-done
	if m.answers(30002) == nil {
		t.Error("the second port answers after the end")
	}
}

// syncBuffer is a log that is read while it is written.
type syncBuffer struct {
	mutex sync.Mutex
	text  bytes.Buffer
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.text.Write(p)
}

func (b *syncBuffer) String() string {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.text.String()
}
