// Command app is the program of the test containers: `hold` is the process of a
// sandbox, `serve` serves HTTP on port 8080, `read` and `write` use files as the user of
// the container.
package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	switch os.Args[1] {
	case "hold":
		<-ctx.Done()
	case "say":
		fmt.Println(os.Args[2])
	case "read":
		text, err := os.ReadFile(os.Args[2])
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%d %s", os.Getuid(), text)
	case "write":
		write(os.Args[2])
	case "serve":
		serve(ctx)
	}
}

// write writes a file in a new directory that only this user can read.
func write(file string) {
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(file, []byte("written\n"), 0o600); err != nil {
		log.Fatal(err)
	}
}

func serve(ctx context.Context) {
	http.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, os.Getenv("POD")) })
	http.HandleFunc("/api", func(w http.ResponseWriter, _ *http.Request) {
		if err := askAPI(w); err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
		}
	})
	http.HandleFunc("/get", func(w http.ResponseWriter, r *http.Request) {
		response, err := http.Get(r.URL.Query().Get("url"))
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		defer response.Body.Close()
		_, _ = io.Copy(w, response.Body)
	})
	log.Print("serving")
	go func() { log.Fatal(http.ListenAndServe(":8080", nil)) }()
	<-ctx.Done()
	log.Print("ended in order")
}

// askAPI calls the API server with the pod's service account.
func askAPI(w io.Writer) error {
	const credentials = "/var/run/secrets/kubernetes.io/serviceaccount/"
	ca, err := os.ReadFile(credentials + "ca.crt")
	if err != nil {
		return err
	}
	token, err := os.ReadFile(credentials + "token")
	if err != nil {
		return err
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(ca)
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}}}
	server := net.JoinHostPort(os.Getenv("KUBERNETES_SERVICE_HOST"), os.Getenv("KUBERNETES_SERVICE_PORT"))
	request, err := http.NewRequest(http.MethodGet, "https://"+server+"/version", nil)
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+string(token))
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	_, err = io.Copy(w, response.Body)
	return err
}
