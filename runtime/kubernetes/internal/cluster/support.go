package cluster

// Support is the result of the command check.
type Support struct {
	// Supported is true if this machine can be a node.
	Supported bool `json:"supported"`
	// Mode is "root" or "rootless".
	Mode string `json:"mode"`
	// Cgroups is true if limits of pods hold.
	Cgroups bool `json:"cgroups"`
	// Missing describes each missing requirement and what to do. Never null.
	Missing []string `json:"missing"`
}
