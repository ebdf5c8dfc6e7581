require("../../protocol/startPlugin.js").startPlugin(__dirname);
