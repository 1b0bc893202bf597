<#import "template.ftl" as layout>
<@layout.notice lead=msg("einlassRemoveCredentialLead", layout.shared.company, layout.shared.credential())/>
