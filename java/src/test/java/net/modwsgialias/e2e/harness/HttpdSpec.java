package net.modwsgialias.e2e.harness;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What an httpd is to be: filled in step by step, then handed to {@link Httpd#start}. */
public final class HttpdSpec {

    /** Where, if at all, the module under test is loaded. */
    public enum Ours { NOT, BEFORE_WSGI, AFTER_WSGI }

    public final Site site;
    public Mpm mpm = Mpm.EVENT;
    public Ours ours = Ours.NOT;
    public boolean wsgi = true;
    public boolean oneProcess;
    public Path load;
    public String config = "";
    public String first = "";
    public final List<String> modules = new ArrayList<>();
    public final List<String> without = new ArrayList<>();
    public final Map<String, String> environment = new HashMap<>();
    public final List<String> wrapper = new ArrayList<>();

    public HttpdSpec(Site site) {
        this.site = site;
    }

    /** The same server, but with another answer to whether the module under test is loaded. */
    public HttpdSpec with(Ours where) {
        HttpdSpec copy = new HttpdSpec(site);
        copy.mpm = mpm;
        copy.ours = where;
        copy.wsgi = wsgi;
        copy.oneProcess = oneProcess;
        copy.load = load;
        copy.config = config;
        copy.first = first;
        copy.modules.addAll(modules);
        copy.without.addAll(without);
        copy.environment.putAll(environment);
        copy.wrapper.addAll(wrapper);
        return copy;
    }

    public HttpdSpec mpm(Mpm value) {
        mpm = value;
        return this;
    }

    public HttpdSpec ours(Ours value) {
        ours = value;
        return this;
    }

    /** Without mod_wsgi there is nobody to run a script. */
    public HttpdSpec withoutWsgi() {
        wsgi = false;
        return this;
    }

    /** As a debugger wants it: the process that is started serves itself. */
    public HttpdSpec oneProcess() {
        oneProcess = true;
        return this;
    }

    /** Another installation than the build's, by the fragment that loads it. */
    public HttpdSpec load(Path fragment) {
        load = fragment;
        return this;
    }

    /** The fragment that loads the module under test. */
    public Path fragment() {
        return load != null ? load : Stage.readable();
    }

    /** Configuration behind the defaults. */
    public HttpdSpec config(String text) {
        config = text;
        return this;
    }

    /** Configuration that overrides the defaults of a main server's setting that httpd reads once, such as a limit. */
    public HttpdSpec first(String text) {
        first = text;
        return this;
    }

    public HttpdSpec module(String name) {
        modules.add(name);
        return this;
    }

    /** Of the modules that every server has, one that this one does not load. */
    public HttpdSpec without(String name) {
        without.add(name);
        return this;
    }

    public HttpdSpec environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** What runs the command line that follows it, in the same process. */
    public HttpdSpec wrapper(List<String> command) {
        wrapper.addAll(command);
        return this;
    }
}
