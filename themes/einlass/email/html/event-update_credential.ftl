<#import "template.ftl" as layout>
<@layout.notice lead=msg("einlassUpdateCredentialLead", layout.shared.company, layout.shared.credential())/>
